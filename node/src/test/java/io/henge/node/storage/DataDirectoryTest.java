package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One directory, one process, and nobody else. */
class DataDirectoryTest {
  @TempDir private Path temporary;

  private Path data() {
    return temporary.resolve("node/data");
  }

  @Test
  void a_new_directory_is_made_for_its_owner_alone() throws IOException {
    try (DataDirectory directory = DataDirectory.open(data())) {
      assertThat(directory.root()).isEqualTo(data());
      for (String part : new String[] {"", "index", "blobs", "stage", "quarantine"}) {
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve(part))))
            .isEqualTo("rwx------");
      }
    }
  }

  @Test
  void a_directory_that_others_may_use_is_refused() throws IOException {
    DataDirectory.open(data()).close();
    for (String permissions : new String[] {"rwxr-x---", "rwx-----x", "rwxrwxrwx"}) {
      Files.setPosixFilePermissions(data(), PosixFilePermissions.fromString(permissions));
      assertThatThrownBy(() -> DataDirectory.open(data()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("open to others (" + permissions + "); make it private: chmod 700");
    }
    Files.setPosixFilePermissions(data(), PosixFilePermissions.fromString("rwx------"));
    DataDirectory.open(data()).close();
  }

  @Test
  void a_directory_is_held_by_one_handle_at_a_time() throws IOException {
    try (DataDirectory first = DataDirectory.open(data())) {
      assertThatThrownBy(() -> DataDirectory.open(first.root()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is in use by another node");
    }
    DataDirectory.open(data()).close();
  }

  @Test
  void a_second_process_is_told_at_once_that_the_directory_is_in_use() throws Exception {
    try (DataDirectory first = DataDirectory.open(data())) {
      Process second =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  SecondProcess.class.getName(),
                  first.root().toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(output).contains("is in use by another node; each node needs its own");
      assertThat(second.exitValue()).isEqualTo(3);
    }
  }

  @Test
  void an_attempt_from_the_same_process_does_not_cost_the_first_one_its_lock() throws Exception {
    try (DataDirectory first = DataDirectory.open(data())) {
      Path link = Files.createSymbolicLink(temporary.resolve("link"), data());
      for (Path path : new Path[] {data(), link}) {
        assertThatThrownBy(() -> DataDirectory.open(path)).hasMessageContaining("in use");
      }
      assertThat(secondProcess(first.root())).contains("is in use by another node");
    }
    assertThat(secondProcess(data())).contains("took");
  }

  private static String secondProcess(Path root) throws Exception {
    Process second =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SecondProcess.class.getName(),
                root.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @Test
  void what_is_no_directory_is_refused_by_name() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatThrownBy(() -> DataDirectory.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a directory");
    assertThatThrownBy(() -> DataDirectory.open(file.resolve("data")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the data directory")
        .hasMessageContaining("cannot be used");
  }

  /** Tries to take a directory. */
  static final class SecondProcess {
    private SecondProcess() {}

    public static void main(String[] args) {
      try (DataDirectory directory = DataDirectory.open(Path.of(args[0]))) {
        System.out.println("took " + directory.root());
      } catch (IOException e) {
        System.out.println(e.getMessage());
        System.exit(3);
      }
    }
  }
}
