package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.version.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that lost synced writes does not pass for a filled one. */
class IndexDamageTest {
  private static final int KEYS = 50;
  private static final int PAGE_BYTES = 4096;

  @TempDir private Path temporary;
  private final Vertx vertx = Vertx.vertx();
  private final StoreDriver driver = new StoreDriver(vertx);
  private DataDirectory directory;
  private DiskBlobStore store;

  @BeforeEach
  void fill() throws IOException {
    open();
    driver.await(store::markFilled);
    for (int i = 0; i < KEYS; i++) {
      Buffer body = Samples.bytes(i, 500);
      driver.putInline(store, key(i), Samples.version(1, Context.EMPTY, body), body);
    }
  }

  @AfterEach
  void stop() throws Exception {
    close();
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private static PartitionedKey key(int number) {
    return Samples.key(5, "photos/" + number);
  }

  private void open() throws IOException {
    directory = DataDirectory.open(temporary.resolve("data"));
    store =
        DiskBlobStore.open(
            vertx,
            directory.paths(),
            Medium.local(vertx, directory.paths()),
            DiskBlobStore.Options.DEFAULT.withReserveBytes(0));
  }

  private void close() throws IOException {
    driver.await(store::close);
    directory.close();
  }

  private void reopenWithLog(UnaryOperator<byte[]> damage) throws IOException {
    close();
    try (Stream<Path> files = Files.list(directory.paths().index())) {
      Path log =
          files
              .filter(file -> file.toString().endsWith(".log"))
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
      Files.write(log, damage.apply(Files.readAllBytes(log)));
    }
    open();
  }

  private long found() {
    long found = 0;
    for (int i = 0; i < KEYS; i++) {
      PartitionedKey key = key(i);
      Optional<IndexRecord> record = driver.await(() -> store.load(key));
      found += record.isPresent() ? 1 : 0;
    }
    return found;
  }

  @Test
  void damage_amid_the_log_makes_the_index_unfilled_for_good() throws IOException {
    reopenWithLog(
        log -> {
          log[log.length / 2] ^= 4;
          return log;
        });
    assertThat(found()).isBetween(1L, KEYS - 1L);
    assertThat(store.isUnfilled()).isTrue();
    assertThat(store.isFilled(1)).isFalse();
    close();
    open();
    assertThat(store.isUnfilled()).isTrue();
  }

  @Test
  void a_log_that_ends_amid_its_last_write_leaves_the_index_filled() throws IOException {
    reopenWithLog(log -> Arrays.copyOf(log, log.length - 10));
    assertThat(found()).isEqualTo(KEYS - 1);
    assertThat(store.isUnfilled()).isFalse();
  }

  /** Zeroes a page as if it had never reached the disk although the file's length did. */
  private static byte[] withoutPage(byte[] log, int from) {
    Arrays.fill(log, from, from + PAGE_BYTES, (byte) 0);
    return log;
  }

  @Test
  void a_last_write_of_which_a_page_is_missing_was_never_synced_and_leaves_the_index_filled()
      throws IOException {
    Buffer large = Samples.bytes(7, 5 * PAGE_BYTES);
    driver.putInline(store, key(KEYS), Samples.version(1, Context.EMPTY, large), large);
    reopenWithLog(log -> withoutPage(log, log.length - 3 * PAGE_BYTES));
    assertThat(found()).isEqualTo(KEYS);
    assertThat(driver.await(() -> store.load(key(KEYS)))).isEmpty();
    assertThat(store.isUnfilled()).isFalse();
  }

  @Test
  void a_page_missing_before_the_last_write_was_synced_and_makes_the_index_unfilled()
      throws IOException {
    Buffer large = Samples.bytes(7, 5 * PAGE_BYTES);
    for (int i = 0; i < 3; i++) {
      driver.putInline(store, key(KEYS + i), Samples.version(1, Context.EMPTY, large), large);
    }
    // The last write is whole, and that it came at all proves the sync of the one before it; but a
    // single whole write behind the damage may itself never have been synced.
    reopenWithLog(log -> withoutPage(log, log.length - 13 * PAGE_BYTES));
    assertThat(found()).isEqualTo(KEYS);
    assertThat(store.isUnfilled()).isTrue();
  }
}
