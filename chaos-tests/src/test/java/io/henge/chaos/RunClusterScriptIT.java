package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.machine.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that people meet first. */
class RunClusterScriptIT {
  private static final int NODES = 3;
  private static final int ADDED = 1;
  private static final long SCRIPT_SECONDS_MAX = 120;

  @TempDir private Path directory;

  private final PlainHttp http = new PlainHttp();
  private final int port =
      FreePorts.base(
          NodeProcess.Settings.OFFSETS.stream()
              .mapToInt(Integer::intValue)
              .flatMap(offset -> IntStream.rangeClosed(offset + 1, offset + NODES + ADDED))
              .toArray());

  /** What a run of the script printed, on both streams, and its exit code. */
  private record Run(int exitCode, String text) {}

  @AfterEach
  void stopWhateverRuns() throws Exception {
    if (Files.exists(data().resolve("cluster"))) {
      script("clean");
    }
  }

  @Test
  void a_cluster_is_started_watched_hurt_and_removed() throws Exception {
    Run start = script("start", "--port", Integer.toString(port));
    assertThat(start.exitCode()).as(start.text()).isZero();
    assertThat(start.text()).contains("127.0.0.1:" + (port + 1), "curl");
    assertThat(Files.getPosixFilePermissions(data().resolve("secret"))).hasSize(2);
    byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
    assertThat(http.write(uri(1, "/docs/hello"), body).statusCode()).isEqualTo(201);
    assertThat(script("status").text()).contains("3 of 3 nodes run");

    Run again = script("start");
    assertThat(again.exitCode()).isZero();
    assertThat(again.text()).contains("Node 1 runs already", "Node 3 runs already");

    assertThat(script("kill", "2").exitCode()).isZero();
    assertThat(script("status").text()).contains("2 of 3 nodes run");
    assertThat(http.read(uri(1, "/docs/hello")).body()).isEqualTo(body);
    Run second = script("start", "2");
    assertThat(second.exitCode()).as(second.text()).isZero();
    assertThat(script("pause", "3").exitCode()).isZero();
    assertThat(script("status").text()).containsPattern("3 +[0-9]+ +paused");
    assertThat(script("resume", "3").exitCode()).isZero();
    assertThat(script("logs", "2").text()).contains("listening: clients");

    assertThat(script("replace", "3").text()).contains("kill it first");
    assertThat(script("kill", "3").exitCode()).isZero();
    Run replaced = script("replace", "3");
    assertThat(replaced.exitCode()).as(replaced.text()).isZero();
    assertThat(replaced.text()).contains("Node 3 is a member again");
    assertThat(script("status").text()).contains("3 of 3 nodes run");
    assertThat(http.read(uri(3, "/docs/hello")).body()).isEqualTo(body);

    Run stop = script("stop");
    assertThat(stop.exitCode()).as(stop.text()).isZero();
    assertThat(script("status").text()).contains("0 of 3 nodes run");
    assertThat(script("start").exitCode()).isZero();
    assertThat(http.read(uri(2, "/docs/hello")).body()).isEqualTo(body);
    Run clean = script("clean");
    assertThat(clean.exitCode()).as(clean.text()).isZero();
    assertThat(data()).doesNotExist();
  }

  @Test
  void a_node_is_added_and_another_leaves() throws Exception {
    assertThat(script("start", "--port", Integer.toString(port)).exitCode()).isZero();
    byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
    assertThat(http.write(uri(1, "/docs/hello"), body).statusCode()).isEqualTo(201);

    Run added = script("add");
    assertThat(added.exitCode()).as(added.text()).isZero();
    assertThat(added.text()).contains("phase dual", "Node 4 is a member");
    assertThat(http.read(uri(4, "/docs/hello")).body()).isEqualTo(body);

    Run left = script("leave", "1");
    assertThat(left.exitCode()).as(left.text()).isZero();
    assertThat(left.text()).contains("Node 1 has left, and is stopped");
    assertThat(script("status").text()).containsPattern("1 +- +left").contains("3 of 3 nodes run");
    assertThat(http.read(uri(4, "/docs/hello")).body()).isEqualTo(body);
    assertThat(script("start", "1").text()).contains("has left the cluster for good");
    assertThat(script("start").text()).doesNotContain("Node 1", "Starting");
    assertThat(script("clean").exitCode()).isZero();
    assertThat(data()).doesNotExist();
  }

  @Test
  void a_port_in_use_is_said_in_one_line_and_nothing_is_left() throws Exception {
    try (ServerSocket taken = new ServerSocket(port + 102, 1, InetAddress.getLoopbackAddress())) {
      Run run = script("start", "--port", Integer.toString(port));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.text().lines()).hasSize(1);
      assertThat(run.text()).contains(Integer.toString(taken.getLocalPort()));
      assertThat(data()).doesNotExist();
    }
  }

  @Test
  void a_directory_of_someone_else_is_left_alone() throws Exception {
    Files.createDirectory(data());
    Files.writeString(data().resolve("precious"), "x");
    Run start = script("start", "--port", Integer.toString(port));
    assertThat(start.exitCode()).isEqualTo(1);
    assertThat(start.text().lines()).hasSize(1);
    assertThat(script("clean").exitCode()).isEqualTo(1);
    assertThat(data().resolve("precious")).exists();
  }

  @Test
  void bad_usage_is_said_in_one_line() throws Exception {
    for (List<String> bad :
        List.of(
            List.of("--nodes", "0"),
            List.of("--nodes", "many"),
            List.of("--port"),
            List.of("--frobnicate"),
            List.of("dance"))) {
      Run run = script(bad.toArray(String[]::new));
      assertThat(run.exitCode()).as(bad.toString()).isEqualTo(2);
      assertThat(run.text().lines()).as(run.text()).hasSize(1);
    }
    Run help = script("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.text()).contains("--nodes", "clean");
  }

  /** A path with a space, because somebody has one. */
  private Path data() {
    return directory.resolve("my data");
  }

  private URI uri(int node, String path) {
    return URI.create("http://127.0.0.1:" + (port + node) + path);
  }

  private Run script(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("henge.home"), "run-cluster.sh").toString());
    command.addAll(List.of("--data", data().toString()));
    command.addAll(List.of(arguments));
    // To a file, because the nodes that the script leaves behind must not keep a pipe open.
    Path out = Files.createTempFile(directory, "out", ".txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    if (!process.waitFor(SCRIPT_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the script hangs:\n" + Files.readString(out));
    }
    return new Run(process.exitValue(), Files.readString(out));
  }
}
