package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.storage.disk.LocalDisk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files are replaced as a whole, and damage is found. */
class SyncedFilesTest {
  @TempDir private Path temporary;
  private Vertx vertx;
  private StoreDriver driver;
  private DataDirectory directory;
  private SyncedFiles files;

  @BeforeEach
  void open() throws IOException {
    vertx = Vertx.vertx();
    driver = new StoreDriver(vertx);
    directory = DataDirectory.open(temporary.resolve("data"));
    files = new SyncedFiles(vertx, new LocalDisk(vertx, directory.root()), directory.root());
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private Optional<Buffer> read(String name) {
    return driver.await(() -> files.read(name));
  }

  @Test
  void a_file_is_read_as_it_was_last_written() {
    assertThat(read("identity")).isEmpty();
    for (Buffer content :
        List.of(Buffer.buffer("{}\n"), Buffer.buffer(), Samples.bytes(1, 1_000_000))) {
      driver.await(() -> files.write("identity", content));
      assertThat(read("identity")).contains(content);
    }
    assertThat(read("chain")).isEmpty();
  }

  @Test
  void text_stays_readable_and_ends_in_its_checksum() throws IOException {
    driver.await(() -> files.write("identity", Buffer.buffer("123456789")));
    assertThat(directory.root().resolve("identity")).hasContent("123456789\n#crc32c e3069283\n");
  }

  @Test
  void any_damage_is_found() throws IOException {
    driver.await(() -> files.write("chain", Buffer.buffer("content")));
    Path file = directory.root().resolve("chain");
    byte[] good = Files.readAllBytes(file);
    for (int position = 0; position < good.length; position++) {
      byte[] bad = good.clone();
      bad[position] ^= 4;
      Files.write(file, bad);
      assertThat(driver.failure(() -> files.read("chain"))).isEqualTo(StorageFailure.Kind.CORRUPT);
    }
    Files.write(file, new byte[0]);
    assertThat(driver.failure(() -> files.read("chain"))).isEqualTo(StorageFailure.Kind.CORRUPT);
  }

  @Test
  void a_crash_while_writing_leaves_the_old_content() throws IOException {
    driver.await(() -> files.write("chain", Buffer.buffer("old")));
    Files.writeString(directory.root().resolve("chain.tmp"), "ne");
    assertThat(read("chain")).contains(Buffer.buffer("old"));
    driver.await(() -> files.write("chain", Buffer.buffer("new")));
    assertThat(read("chain")).contains(Buffer.buffer("new"));
    assertThat(directory.root().resolve("chain.tmp")).doesNotExist();
  }

  @Test
  void writes_at_once_leave_one_whole_content() {
    List<Buffer> contents = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      contents.add(Samples.bytes(i, 10_000 * i));
    }
    driver.await(
        () -> Future.all(contents.stream().map(content -> files.write("chain", content)).toList()));
    assertThat(contents).contains(read("chain").orElseThrow());
  }

  @Test
  void a_name_cannot_leave_the_directory() {
    for (String name : List.of("", "..", "../x", "a/b", "/etc/x", "x.tmp", "LOCK", ".hidden")) {
      assertThatThrownBy(() -> files.read(name)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> files.write(name, Buffer.buffer()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
