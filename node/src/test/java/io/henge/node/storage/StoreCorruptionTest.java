package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.simulation.Image;
import io.henge.node.storage.simulation.SimulatedMedium;
import io.henge.node.storage.simulation.Survivors;
import io.henge.node.storage.table.Family;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Bits flip on the disk while nobody looks; whatever is read then is right, or not read at all. */
class StoreCorruptionTest extends SimulationTest {
  private static final int FLIPS = Integer.getInteger("henge.crash.flips", 600);
  private static final List<PartitionedKey> KEYS =
      List.of(Samples.key(1, "large"), Samples.key(2, "small"), Samples.key(3, "both"));

  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  private SimulatedStore filled() {
    SimulatedStore store = SimulatedStore.fresh(vertx());
    Buffer large = Samples.bytes(1, 70_000);
    Buffer small = Samples.bytes(2, 500);
    store.driver().await(() -> store.put(KEYS.get(0), 1, large));
    store.driver().await(() -> store.put(KEYS.get(1), 2, small));
    store.driver().await(() -> store.put(KEYS.get(2), 3, large));
    store.driver().await(() -> store.put(KEYS.get(2), store.version(4, Context.EMPTY, small)));
    store.driver().await(store.store()::close);
    return store;
  }

  @Test
  void a_flipped_bit_is_never_read_as_a_body() {
    SimulatedStore store = filled();
    Image image =
        new Survivors(1, 0)
            .of(store.medium().start(), store.medium().journal(), random)
            .iterator()
            .next();
    int found = 0;
    for (int i = 0; i < FLIPS; i++) {
      found += read(store, flipped(image)) ? 0 : 1;
    }
    System.out.println(
        "flipped bits: " + FLIPS + ", of which " + found + " kept a body from being read");
    assertThat(found).as("seed " + seed).isPositive();
  }

  private Image flipped(Image image) {
    int mask = 1 << random.nextInt(8);
    if (random.nextInt(3) > 0) {
      List<Map.Entry<Path, Integer>> files = new ArrayList<>(image.files().entrySet());
      Map.Entry<Path, Integer> file = files.get(random.nextInt(files.size()));
      // The last bytes say what the others mean.
      int size = file.getValue();
      int position = random.nextBoolean() ? random.nextInt(size) : size - 1 - random.nextInt(150);
      return image.withFlippedFile(file.getKey(), position, mask);
    }
    Family family = random.nextBoolean() ? Family.BODIES : Family.RECORDS;
    List<Map.Entry<byte[], Integer>> rows = image.rows(family);
    Map.Entry<byte[], Integer> row = rows.get(random.nextInt(rows.size()));
    return image.withFlippedRow(family, row.getKey(), random.nextInt(row.getValue()), mask);
  }

  /** Whether all bodies were read; each is read right or not at all, also the second time. */
  private boolean read(SimulatedStore written, Image image) {
    DiskBlobStore store;
    try {
      store = SimulatedStore.open(vertx(), SimulatedMedium.of(vertx(), image), new AtomicLong());
    } catch (UncheckedIOException newerFormat) {
      return false;
    }
    StoreDriver driver = written.driver();
    boolean all = true;
    for (PartitionedKey key : KEYS) {
      for (Version version : written.ledger().versions(key)) {
        Optional<Buffer> right = Optional.of(written.ledger().bytes(version));
        for (int i = 0; i < 2; i++) {
          Optional<Buffer> bytes = driver.await(() -> read(store, key, version));
          assertThat(bytes.isEmpty() || bytes.equals(right))
              .as("seed %d: %s of %s", seed, version.dot(), key.key())
              .isTrue();
          all &= bytes.isPresent();
        }
      }
    }
    assertThat(store.refusal()).as("seed " + seed).isEmpty();
    driver.await(store::close);
    return all;
  }

  private static Future<Optional<Buffer>> read(
      DiskBlobStore store, PartitionedKey key, Version version) {
    ByteRange all = ByteRange.whole(version.content().orElseThrow().sizeBytes());
    return store
        .open(key, version, all)
        .map(open -> open.map(StoreDriver::bytes))
        .otherwise(Optional.empty());
  }
}
