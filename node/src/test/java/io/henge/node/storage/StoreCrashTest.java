package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.storage.simulation.Survivors;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every operation of the store, with the power cut and the process killed at every point of it, in
 * every way that a disk is allowed to forget, and again while recovering. The numbers of images
 * tried are bounded; {@code -Dhenge.crash.exhaustive} and {@code -Dhenge.crash.samples} raise the
 * bounds.
 */
class StoreCrashTest extends SimulationTest {
  private static final Survivors SURVIVORS =
      new Survivors(
          Integer.getInteger("henge.crash.exhaustive", 64),
          Integer.getInteger("henge.crash.samples", 8));

  private static int images;

  @AfterAll
  static void sayHowMany() {
    System.out.println("crashes of single operations: " + images + " images");
  }

  @ParameterizedTest
  @EnumSource
  void a_crash_at_any_point_leaves_what_was_acknowledged_and_nothing_else(
      StoreOperation operation) {
    long seed = System.nanoTime();
    SimulatedStore store = SimulatedStore.fresh(vertx());
    store.driver().await(() -> operation.preparation().run(store));
    int from = store.medium().mark("prepared");
    store.driver().await(() -> operation.operation().run(store));
    int to = store.medium().mark("done");
    store.driver().await(store.store()::close);
    Recovery recovery =
        new Recovery(vertx(), store.ledger(), SURVIVORS, new SplittableRandom(seed), 1);
    for (int position = from; position <= to; position++) {
      try {
        recovery.crashAt(store.medium(), position, position);
      } catch (AssertionError e) {
        throw new AssertionError(operation + ", seed " + seed + ", " + e.getMessage(), e);
      }
    }
    images += recovery.images();
    System.out.println(operation + ": " + recovery.summary());
    assertThat(recovery.images()).isPositive();
  }
}
