package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.simulation.Faults;
import io.henge.node.storage.simulation.Image;
import io.henge.node.storage.simulation.SimulatedMedium;
import io.henge.node.storage.simulation.Survivors;
import io.henge.node.storage.table.Family;
import io.henge.ring.Partitions;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Damage that was noted stays noted until a good copy comes, and every kind of it is noted. */
class DamageCutTest extends SimulationTest {
  private static final PartitionedKey KEY = Samples.key(1, "large");
  private static final Buffer BODY = Samples.bytes(1, 70_000);

  @Test
  void no_power_cut_brings_a_damaged_file_back_as_a_good_copy() {
    SimulatedStore store = SimulatedStore.fresh(vertx());
    Version version = store.version(1, Context.EMPTY, BODY);
    store.driver().await(() -> store.put(KEY, version));
    store.damage(KEY, version);
    assertThat(store.driver().failure(() -> open(store.store(), version)))
        .isEqualTo(StorageFailure.Kind.CORRUPT);
    assertThat(store.store().damagedCount()).isEqualTo(1);

    SimulatedMedium medium = store.medium();
    for (Image image :
        new Survivors(1_000, 100).of(medium.start(), medium.journal(), new SplittableRandom(1))) {
      DiskBlobStore after =
          SimulatedStore.open(vertx(), SimulatedMedium.of(vertx(), image), new AtomicLong());
      assertThat(after.damagedCount()).isEqualTo(1);
      assertThat(store.driver().await(() -> after.isStillDamaged(new Damage(KEY, version.dot()))))
          .isTrue();
      store.driver().await(after::close);
    }
    store.driver().await(store.store()::close);
  }

  private static Future<?> open(DiskBlobStore store, Version version) {
    return store.open(KEY, version, ByteRange.whole(BODY.length()));
  }

  @Test
  void a_file_whose_description_cannot_be_read_is_damaged() {
    SimulatedStore store = SimulatedStore.fresh(vertx());
    Version version = store.version(1, Context.EMPTY, BODY);
    store.driver().await(() -> store.put(KEY, version));
    Path file = SimulatedStore.file(KEY, version);
    store
        .medium()
        .setFaults(
            (operation, what) ->
                operation == Faults.Operation.READ && what.equals(file.toString())
                    ? Optional.of(new Faults.Fault(Faults.Fault.IO_ERROR, false))
                    : Optional.empty());
    Partitions partitions = new Partitions(16);
    Scrub scrub =
        store
            .store()
            .scrub(
                new ScrubSettings(0, ScrubSettings.GRACE_MILLIS, () -> Optional.of(partitions)),
                new ScrubbedStore.SetClock());
    scrub.begin(Long.MAX_VALUE);
    for (int i = 0; i < 2_000 && scrub.status().running(); i++) {
      store.driver().await(scrub::step);
    }
    assertThat(scrub.status().tally().corrupt()).isEqualTo(1);
    assertThat(store.store().damagedCount()).isEqualTo(1);
    assertThat(store.medium().disk().exists(file)).isFalse();
    store.driver().await(store.store()::close);
  }

  @Test
  void a_small_body_is_damaged_also_if_quarantine_has_no_room() {
    SimulatedStore store = SimulatedStore.fresh(vertx());
    Version version = store.version(1, Context.EMPTY, Samples.bytes(2, 500));
    store.driver().await(() -> store.put(KEY, version));
    store.medium().flip(Family.BODIES, IndexKeys.body(KEY, version.dot()), 100, 4);
    store
        .medium()
        .setFaults(
            (operation, what) ->
                what.startsWith(SimulatedStore.PATHS.quarantine().toString())
                    ? Optional.of(new Faults.Fault(Faults.Fault.NO_SPACE, false))
                    : Optional.empty());
    assertThat(store.driver().failure(() -> store.store().inline(KEY, version)))
        .isEqualTo(StorageFailure.Kind.CORRUPT);
    assertThat(store.store().damagedCount()).isEqualTo(1);
    store.driver().await(store.store()::close);
  }
}
