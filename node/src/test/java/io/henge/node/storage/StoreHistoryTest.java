package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.simulation.Survivors;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Random changes of several keys at once, and crashes at random points. {@code
 * -Dhenge.crash.histories} says how many histories are tried, {@code -Dhenge.crash.seed} with which
 * seed the first.
 */
class StoreHistoryTest extends SimulationTest {
  private static final int HISTORIES = Integer.getInteger("henge.crash.histories", 2);
  private static final int KEYS = 5;
  private static final int STEPS = 12;
  private static final int CRASHES = 12;

  @Test
  void crashes_amid_changes_of_several_keys_lose_nothing_that_was_acknowledged() {
    long first = Long.getLong("henge.crash.seed", System.nanoTime());
    int images = 0;
    for (long seed = first; seed < first + HISTORIES; seed++) {
      try {
        images += tryHistory(seed);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
    System.out.printf("histories from seed %d: %d images%n", first, images);
    assertThat(images).isPositive();
  }

  private static int tryHistory(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SimulatedStore store = SimulatedStore.fresh(vertx());
    store.driver().await(() -> new History(store, random).run());
    store.driver().await(store.store()::close);
    Recovery recovery =
        new Recovery(vertx(), store.ledger(), new Survivors(0, 4), random.split(), 8);
    int length = store.medium().journal().size();
    for (int i = 0; i < CRASHES; i++) {
      int position = 1 + random.nextInt(length);
      recovery.crashAt(store.medium(), position, position);
    }
    recovery.crashAt(store.medium(), length, length);
    return recovery.images();
  }

  /** Random steps of some keys, each key's one after the other, all keys' at once. */
  private static final class History {
    private final SimulatedStore store;
    private final SplittableRandom random;
    private final AtomicLong epochs = new AtomicLong();

    History(SimulatedStore store, SplittableRandom random) {
      this.store = store;
      this.random = random;
    }

    Future<Void> run() {
      List<Future<Void>> keys = new ArrayList<>();
      for (int i = 0; i < KEYS; i++) {
        keys.add(steps(Samples.key(i, "key" + i), STEPS));
      }
      return Future.join(keys).mapEmpty();
    }

    private Future<Void> steps(PartitionedKey key, int count) {
      if (count == 0) {
        return Future.succeededFuture();
      }
      return step(key).compose(done -> steps(key, count - 1));
    }

    private Future<Void> step(PartitionedKey key) {
      long epoch = epochs.incrementAndGet();
      if (store.object(key).isEmpty()) {
        return store.put(key, epoch, body(40_000));
      }
      List<Version> bodies =
          store.object(key).live().stream().filter(version -> !version.isTombstone()).toList();
      return switch (random.nextInt(9)) {
        case 0, 1 -> store.put(key, epoch, body(33_000 + random.nextInt(40_000)));
        case 2 -> store.put(key, epoch, body(262_000 + random.nextInt(2_000)));
        case 3 -> store.put(key, epoch, body(random.nextInt(2_000)));
        case 4 -> store.put(key, store.version(epoch, Context.EMPTY, body(40_000)));
        case 5 -> store.delete(key, epoch);
        case 6 ->
            bodies.isEmpty()
                ? store.delete(key, epoch)
                : store.put(key, bodies.get(random.nextInt(bodies.size())));
        case 7 ->
            store
                .stage(Samples.stageId(epoch), body(50_000))
                .compose(stage -> store.store().abandon(stage.id()));
        default -> store.store().settle();
      };
    }

    private Buffer body(int size) {
      return Samples.bytes(random.nextInt(), size);
    }
  }
}
