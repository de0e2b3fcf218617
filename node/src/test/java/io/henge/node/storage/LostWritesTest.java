package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.storage.simulation.SimulatedMedium;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Rule W5: an index that lost synced writes does not vote, whenever the process is killed. */
class LostWritesTest extends SimulationTest {
  @Test
  void a_kill_at_any_point_of_the_opening_that_finds_a_loss_leaves_the_store_unfilled() {
    SimulatedStore filled = SimulatedStore.fresh(vertx());
    StoreDriver driver = filled.driver();
    driver.await(filled::markFilled);
    driver.await(() -> filled.put(Samples.key(5, "photos/1"), 1, Buffer.buffer("bytes")));
    driver.await(filled.store()::close);
    SimulatedMedium medium = filled.medium();
    medium.loseWrites();

    int from = medium.mark("the log is damaged");
    DiskBlobStore store = SimulatedStore.open(vertx(), medium, new AtomicLong());
    assertThat(store.isUnfilled()).isTrue();
    int to = medium.mark("opened");
    driver.await(store::close);

    for (int position = from; position <= to; position++) {
      DiskBlobStore again =
          SimulatedStore.open(vertx(), medium.killedAt(position), new AtomicLong());
      assertThat(again.isUnfilled()).as("killed at %d of %d to %d", position, from, to).isTrue();
      driver.await(again::close);
    }
  }

  @Test
  void a_store_that_was_filled_after_a_loss_stays_filled() {
    SimulatedStore filled = SimulatedStore.fresh(vertx());
    StoreDriver driver = filled.driver();
    driver.await(filled.store()::close);
    filled.medium().loseWrites();
    DiskBlobStore store = SimulatedStore.open(vertx(), filled.medium(), new AtomicLong());
    driver.await(store::markFilled);
    driver.await(store::close);

    DiskBlobStore again = SimulatedStore.open(vertx(), filled.medium(), new AtomicLong());
    assertThat(again.isUnfilled()).isFalse();
    driver.await(again::close);
  }
}
