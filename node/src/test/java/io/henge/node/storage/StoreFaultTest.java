package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.storage.simulation.Event;
import io.henge.node.storage.simulation.Faults;
import io.henge.node.storage.simulation.Faults.Fault;
import io.henge.node.storage.simulation.Faults.Operation;
import io.henge.node.storage.simulation.SimulatedMedium;
import io.henge.node.storage.simulation.Survivors;
import io.vertx.core.Future;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every operation of the store, with each call to the disk and the table failing in turn: nothing
 * that was acknowledged is lost, nothing is acknowledged after a failed sync, and a full disk is
 * got over.
 */
class StoreFaultTest extends SimulationTest {
  private static final Set<Operation> TAKING_ROOM =
      EnumSet.of(
          Operation.CREATE,
          Operation.WRITE,
          Operation.SYNC,
          Operation.RENAME,
          Operation.MAKE_DIRECTORY,
          Operation.TABLE_WRITE);
  private static final Set<Operation> DONE_IN_PART =
      EnumSet.of(Operation.WRITE, Operation.TABLE_WRITE);
  private static final Set<Operation> OPENING =
      EnumSet.of(Operation.CREATE, Operation.OPEN, Operation.SYNC_DIRECTORY, Operation.TABLE_WRITE);
  private static final int OPERATIONS_MAX = 200;
  private static final int AGAIN_EVERY = Integer.getInteger("henge.crash.again", 10);
  private static final Survivors SURVIVORS =
      new Survivors(
          Integer.getInteger("henge.crash.exhaustive", 8),
          Integer.getInteger("henge.crash.samples", 3));

  private static int faults;
  private static int images;

  @AfterAll
  static void sayHowMany() {
    System.out.println("faults: " + faults + ", then crashes: " + images + " images");
  }

  @ParameterizedTest
  @EnumSource
  void after_an_error_at_any_point_nothing_acknowledged_is_lost(StoreOperation operation) {
    for (boolean hasEffect : List.of(false, true)) {
      failAll(operation, EnumSet.allOf(Operation.class), new Fault(Fault.IO_ERROR, hasEffect));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_full_disk_at_any_point_leaves_no_trace_and_the_store_goes_on(StoreOperation operation) {
    failAll(operation, TAKING_ROOM, new Fault(Fault.NO_SPACE, false));
    failAll(operation, DONE_IN_PART, new Fault(Fault.NO_SPACE, true));
  }

  @ParameterizedTest
  @EnumSource
  void too_many_open_files_at_any_point_end_no_writing(StoreOperation operation) {
    failAll(operation, OPENING, new Fault(Fault.NO_DESCRIPTOR, false));
  }

  private void failAll(StoreOperation operation, Set<Operation> kinds, Fault fault) {
    long seed = System.nanoTime();
    boolean failed = true;
    for (int number = 0; failed; number++) {
      assertThat(number).isLessThan(OPERATIONS_MAX);
      OneFault injected = new OneFault(kinds, number, fault);
      try {
        fail(operation, injected, new SplittableRandom(seed));
      } catch (AssertionError e) {
        String where = "%s with %s, seed %d: ".formatted(operation, injected, seed);
        throw new AssertionError(where + e.getMessage(), e);
      }
      failed = injected.isReached();
      faults += failed ? 1 : 0;
    }
  }

  /** The one of the operations of some kinds that fails, by its number. */
  private static final class OneFault implements Faults {
    private final Set<Operation> kinds;
    private final int number;
    private final Fault fault;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicReference<String> reached = new AtomicReference<>("nothing");

    OneFault(Set<Operation> kinds, int number, Fault fault) {
      this.kinds = kinds;
      this.number = number;
      this.fault = fault;
    }

    @Override
    public Optional<Fault> at(Operation operation, String what) {
      if (!kinds.contains(operation) || count.getAndIncrement() != number) {
        return Optional.empty();
      }
      reached.set(operation + " of " + what);
      return Optional.of(fault);
    }

    boolean isReached() {
      return count.get() > number;
    }

    @Override
    public String toString() {
      return fault + " at " + number + ", " + reached;
    }
  }

  private void fail(StoreOperation operation, OneFault fault, SplittableRandom random) {
    SimulatedStore store = SimulatedStore.fresh(vertx());
    Recovery recovery = new Recovery(vertx(), store.ledger(), SURVIVORS, random, AGAIN_EVERY);
    SimulatedMedium medium = store.medium();
    store.driver().await(() -> operation.preparation().run(store));
    medium.setFaults(fault);
    boolean failed = !succeeds(store, operation.operation());
    medium.setFaults(Faults.NONE);
    int after = medium.mark(failed ? "the operation failed" : "the operation went well");
    if (operation != StoreOperation.CLOSE) {
      recovery.checkRunning(store.store(), after);
      checkWhatFollows(store, recovery);
    }
    succeeds(store, any -> store.store().close());
    JournalRules.requireNoSyncAfterAFailedOne(medium.journal());
    recovery.crashAt(medium, after, after);
    if (random.nextInt(AGAIN_EVERY) == 0) {
      int closed = medium.mark("closed");
      recovery.crashAt(medium, closed, closed);
    }
    images += recovery.images();
  }

  private static boolean succeeds(SimulatedStore store, StoreStep step) {
    return store
        .driver()
        .await(() -> step.run(store).transform(done -> Future.succeededFuture(done.succeeded())));
  }

  /** The store goes on, or it says why it does not and acknowledges nothing. */
  private static void checkWhatFollows(SimulatedStore store, Recovery recovery) {
    List<Event> journal = store.medium().journal();
    boolean syncFailed =
        journal.stream()
            .anyMatch(
                event ->
                    event instanceof Event.SyncFailed
                        || event instanceof Event.DirectorySyncFailed);
    if (syncFailed) {
      assertThat(store.store().refusal()).as("after a failed sync").isPresent();
    }
    // What met a full disk is looked at again every now and then.
    store.advanceClock(60_000);
    store.driver().await(store.store()::look);
    boolean refuses = store.store().refusal().isPresent();
    boolean large = succeeds(store, StoreStep.put(100, StoreStep.LARGE));
    boolean small = succeeds(store, StoreStep.put(101, StoreStep.SMALL));
    assertThat(large).as("a large body is taken").isEqualTo(!refuses);
    assertThat(small).as("a small body is taken").isEqualTo(!refuses);
    store.store().refusal().ifPresent(why -> assertThat(why.getMessage()).contains(" failed: "));
    recovery.checkRunning(store.store(), store.medium().mark("followed"));
  }

  @ParameterizedTest
  @EnumSource(names = {"SETTLE", "CLOSE", "SIBLING", "QUARANTINE_OF_A_CORRUPT_FILE"})
  void a_start_that_fails_at_any_point_does_no_harm(StoreOperation operation) {
    SimulatedStore store = SimulatedStore.fresh(vertx());
    store.driver().await(() -> operation.preparation().then(StoreStep.stage(50)).run(store));
    int position = store.medium().mark("prepared");
    store.driver().await(store.store()::close);
    Recovery recovery =
        new Recovery(vertx(), store.ledger(), SURVIVORS, new SplittableRandom(position), 1);
    boolean failed = true;
    for (int number = 0; failed; number++) {
      OneFault fault =
          new OneFault(EnumSet.allOf(Operation.class), number, new Fault(Fault.IO_ERROR, false));
      SimulatedMedium medium = store.medium().killedAt(position);
      medium.setFaults(fault);
      try {
        DiskBlobStore opened = SimulatedStore.open(vertx(), medium, new AtomicLong());
        medium.setFaults(Faults.NONE);
        store.driver().await(opened::close);
      } catch (UncheckedIOException | StorageFailure refused) {
        assertThat(fault.isReached()).as(fault + ": " + refused).isTrue();
      }
      medium.setFaults(Faults.NONE);
      recovery.crashAt(medium, medium.journal().size(), position);
      failed = fault.isReached();
    }
  }
}
