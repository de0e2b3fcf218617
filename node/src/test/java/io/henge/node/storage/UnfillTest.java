package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Rule W5: of the partitions whose rows a node enters the marks go, durably, and no others. */
class UnfillTest extends SimulationTest {
  private static final int PARTITIONS = 16;

  private final SimulatedStore fresh = SimulatedStore.fresh(vertx());
  private final StoreDriver driver = fresh.driver();

  private DiskBlobStore reopened() {
    driver.await(fresh.store()::close);
    return SimulatedStore.open(vertx(), fresh.medium(), new AtomicLong());
  }

  private static void assertUnfilled(DiskBlobStore store, Set<Integer> unfilled) {
    assertThat(store.isUnfilled()).isTrue();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(store.isFilled(partition))
          .as("%d", partition)
          .isEqualTo(!unfilled.contains(partition));
    }
  }

  @Test
  void of_a_store_that_is_filled_as_a_whole_the_other_partitions_stay_so() {
    driver.await(fresh::markFilled);
    driver.await(() -> fresh.store().unfill(Set.of(3, 5), PARTITIONS));
    assertUnfilled(fresh.store(), Set.of(3, 5));
    DiskBlobStore again = reopened();
    assertUnfilled(again, Set.of(3, 5));
    driver.await(() -> again.markFilled(3, again.losses()));
    assertUnfilled(again, Set.of(5));
    driver.await(() -> again.unfill(Set.of(3), PARTITIONS));
    assertUnfilled(again, Set.of(3, 5));
    driver.await(again::close);
  }

  @Test
  void what_is_being_marked_meanwhile_is_not() {
    long before = fresh.store().losses();
    driver.await(() -> fresh.store().markFilled(7, before));
    driver.await(() -> fresh.store().unfill(Set.of(3), PARTITIONS));
    driver.await(() -> fresh.store().markFilled(3, before));
    driver.await(() -> fresh.store().markAllFilled(before));
    assertThat(fresh.store().isFilled(3)).isFalse();
    assertThat(fresh.store().isFilled(7)).isTrue();
    DiskBlobStore again = reopened();
    assertThat(again.isFilled(3)).isFalse();
    assertThat(again.isFilled(7)).isTrue();
    driver.await(again::close);
  }

  @Test
  void a_kill_at_any_point_leaves_all_marks_or_the_ones_that_stay() {
    driver.await(fresh::markFilled);
    int from = fresh.medium().mark("filled");
    driver.await(() -> fresh.store().unfill(Set.of(3, 5), PARTITIONS));
    int to = fresh.medium().mark("unfilled");
    driver.await(fresh.store()::close);
    for (int position = from; position <= to; position++) {
      DiskBlobStore again =
          SimulatedStore.open(vertx(), fresh.medium().killedAt(position), new AtomicLong());
      if (again.isUnfilled() || position == to) {
        assertUnfilled(again, Set.of(3, 5));
      }
      driver.await(again::close);
    }
  }
}
