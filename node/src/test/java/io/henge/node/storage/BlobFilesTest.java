package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.storage.disk.Directories;
import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.disk.LocalDisk;
import io.henge.ring.BlobKey;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Placing, checking and removing blob files. */
class BlobFilesTest {
  private static final BlobKey KEY = BlobKey.of("photos/a");
  private static final Buffer BODY = Samples.bytes(1, 200_000);
  private static final Version VERSION = Samples.version(1, Context.EMPTY, BODY);
  private static final String NAME = BlobFiles.name(KEY, VERSION.dot());

  private static Vertx vertx;

  @TempDir private Path temporary;
  private final StorageHealth health = new StorageHealth();
  private Quarantine quarantine;
  private BlobFiles files;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @BeforeEach
  void open() throws IOException {
    Disk disk = new LocalDisk(vertx, temporary);
    Directories.create(temporary.resolve("blobs"));
    Directories.create(temporary.resolve("quarantine"));
    quarantine = new Quarantine(disk, temporary.resolve("quarantine"));
    files =
        new BlobFiles(disk, temporary.resolve("blobs"), quarantine, health, CommitSteps.UNOBSERVED);
  }

  private void place() throws IOException {
    BlockChecksums.Collector checksums = new BlockChecksums.Collector();
    checksums.add(ByteBuffer.wrap(BODY.getBytes()));
    byte[] tail = BlobFileFormat.tail(new BlobFooter(KEY, VERSION, checksums.finish()));
    Path staged = temporary.resolve("staged");
    Files.write(staged, BODY.copy().appendBytes(tail).getBytes());
    files.place(staged, NAME);
  }

  @Test
  void a_file_stands_in_two_directories_of_its_digest() throws IOException {
    place();
    assertThat(temporary.resolve("blobs"))
        .isDirectoryRecursivelyContaining(
            path -> path.endsWith(Path.of(NAME.substring(0, 2), NAME.substring(2, 4), NAME)));
    assertThat(files.verify(NAME).version()).isEqualTo(VERSION);
  }

  @Test
  void a_body_that_was_damaged_is_found_by_verifying_and_moved_aside() throws IOException {
    for (int position : List.of(0, 65_536, 199_999)) {
      place();
      byte[] bytes = Files.readAllBytes(files.path(NAME));
      bytes[position] ^= 1;
      Files.write(files.path(NAME), bytes);
      assertThatThrownBy(() -> files.verify(NAME))
          .isInstanceOf(StorageFailure.class)
          .hasMessageContaining(
              "block %d does not match its checksum".formatted(position / 65_536));
      assertThat(files.path(NAME)).doesNotExist();
      assertThat(temporary.resolve("quarantine").resolve(NAME)).exists();
    }
    assertThat(quarantine.count()).isEqualTo(3);
  }

  @Test
  void a_file_under_the_name_of_another_is_moved_aside() throws IOException {
    place();
    String other = BlobFiles.name(BlobKey.of("other"), VERSION.dot());
    Directories.create(files.path(other).getParent());
    Files.move(files.path(NAME), files.path(other));
    assertThatThrownBy(() -> files.verify(other)).isInstanceOf(StorageFailure.class);
    assertThat(files.path(other)).doesNotExist();
  }

  @Test
  void an_unlinked_file_is_gone_and_unlinking_again_is_nothing() throws IOException {
    place();
    files.unlink(NAME);
    files.unlink(NAME);
    files.syncDirectories(List.of(NAME, BlobFiles.name(BlobKey.of("never"), VERSION.dot())));
    assertThat(files.open(KEY, VERSION.dot())).isEmpty();
    assertThatThrownBy(() -> files.verify(NAME)).isInstanceOf(NoSuchFileException.class);
    assertThat(health.refusal()).isEmpty();
  }

  @Test
  void a_link_under_the_name_of_a_file_is_not_followed() throws IOException {
    place();
    Path target = temporary.resolve("elsewhere");
    Files.move(files.path(NAME), target);
    Files.createSymbolicLink(files.path(NAME), target);
    assertThatThrownBy(() -> files.open(KEY, VERSION.dot())).isInstanceOf(IOException.class);
  }
}
