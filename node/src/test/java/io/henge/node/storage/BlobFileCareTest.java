package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No blob file is left behind, lost, or served damaged. */
class BlobFileCareTest {
  private static final PartitionedKey KEY = Samples.key(5, "photos/a");
  private static final Buffer BODY = Samples.bytes(2, 3_000_001);
  private static final Version VERSION = Samples.version(1, Context.EMPTY, BODY);

  @TempDir private Path temporary;
  private final Vertx vertx = Vertx.vertx();
  private final StoreDriver driver = new StoreDriver(vertx);
  private DataDirectory directory;
  private DiskBlobStore store;

  @BeforeEach
  void open() throws IOException {
    open(CommitSteps.UNOBSERVED);
  }

  private void open(CommitSteps steps) throws IOException {
    directory = DataDirectory.open(temporary.resolve("data"));
    DiskBlobStore.Options usual = DiskBlobStore.Options.DEFAULT;
    StorePaths paths = directory.paths();
    store =
        DiskBlobStore.open(
            vertx, paths, Medium.local(vertx, paths), usual.withReserveBytes(0).withSteps(steps));
  }

  @AfterEach
  void stop() throws Exception {
    close();
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private void close() throws IOException {
    driver.await(store::close);
    directory.close();
  }

  /** Opens the store anew; no change gets beyond the naming of its file. */
  private void reopenToCrashBeforeTheIndex() throws IOException {
    close();
    open(
        step -> {
          if (step == CommitSteps.Step.DIRECTORY_SYNCED) {
            throw new IOException("the process ends here");
          }
        });
  }

  private void reopen() throws IOException {
    close();
    open();
  }

  private List<Path> blobFiles() throws IOException {
    try (Stream<Path> files = Files.walk(directory.paths().blobs())) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private void commitStaged() {
    driver.stage(store, Samples.stageId(9), BODY);
    driver.await(() -> store.commit(Samples.staged(KEY, VERSION, Samples.stageId(9))));
  }

  private void commitAndCrash() {
    driver.stage(store, Samples.stageId(9), BODY);
    assertThat(driver.failure(() -> store.commit(Samples.staged(KEY, VERSION, Samples.stageId(9)))))
        .isEqualTo(StorageFailure.Kind.BROKEN);
  }

  @Test
  void a_file_that_no_record_names_after_a_crash_is_unlinked_at_the_next_start()
      throws IOException {
    reopenToCrashBeforeTheIndex();
    commitAndCrash();
    assertThat(blobFiles()).hasSize(1);
    reopen();
    assertThat(blobFiles()).isEmpty();
    commitStaged();
    reopen();
    assertThat(driver.read(store, KEY, VERSION)).contains(BODY);
  }

  @Test
  void a_crash_while_a_version_is_stored_once_more_does_not_lose_it() throws IOException {
    commitStaged();
    reopenToCrashBeforeTheIndex();
    commitAndCrash();
    reopen();
    assertThat(driver.read(store, KEY, VERSION)).contains(BODY);
  }

  @Test
  void a_damaged_block_is_not_served() throws IOException {
    commitStaged();
    Path file = blobFiles().get(0);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte flipped = (byte) (BODY.getByte(1_234_567) ^ 4);
      channel.write(ByteBuffer.wrap(new byte[] {flipped}), 1_234_567);
    }
    OpenBody sound =
        driver.await(() -> store.open(KEY, VERSION, new ByteRange(0, 1_000_000))).orElseThrow();
    assertThat(StoreDriver.bytes(sound)).isEqualTo(BODY.slice(0, 1_000_000));
    ByteRange damaged = new ByteRange(1_230_000, 10_000);
    assertThat(driver.failure(() -> store.open(KEY, VERSION, damaged)))
        .isEqualTo(StorageFailure.Kind.CORRUPT);
    assertThat(blobFiles()).isEmpty();
    assertThat(store.corruptCount()).isEqualTo(1);
  }
}
