package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.storage.simulation.Event;
import io.henge.node.storage.simulation.Faults;
import io.henge.node.storage.simulation.Faults.Fault;
import io.henge.node.storage.simulation.Image;
import io.henge.node.storage.simulation.SimulatedMedium;
import io.henge.node.storage.simulation.Survivors;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files on a disk that forgets: the old content or the new one, and what was read stays. */
class SyncedFilesCrashTest extends SimulationTest {
  private static final String NAME = "promise.json";
  private static final Path ROOT = Path.of("/data");
  private static final Survivors SURVIVORS = new Survivors(4096, 100);
  private static final Buffer FIRST = Buffer.buffer("first".repeat(9));
  private static final Buffer SECOND = Buffer.buffer("second".repeat(12));
  private static final Buffer THIRD = Buffer.buffer("third");

  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);
  private final StoreDriver driver = new StoreDriver(vertx());
  private int images;

  private static SimulatedMedium empty() {
    return SimulatedMedium.of(vertx(), Image.of(List.of(ROOT)));
  }

  private static SyncedFiles files(SimulatedMedium medium) {
    return new SyncedFiles(vertx(), medium.disk(), ROOT);
  }

  private Optional<Buffer> read(SimulatedMedium medium) {
    return driver.await(() -> files(medium).read(NAME));
  }

  private void write(SimulatedMedium medium, Buffer content) {
    driver.await(() -> files(medium).write(NAME, content));
  }

  @Test
  void a_crash_at_any_point_leaves_the_old_content_or_the_new_one() {
    SimulatedMedium medium = empty();
    Optional<Buffer> old = Optional.empty();
    for (Buffer content : List.of(FIRST, SECOND, THIRD)) {
      int from = medium.journal().size();
      write(medium, content);
      int to = medium.journal().size();
      for (int position = from; position <= to; position++) {
        Set<Optional<Buffer>> permitted =
            position == to ? Set.of(Optional.of(content)) : Set.of(old, Optional.of(content));
        crash(medium, position, permitted);
        kill(medium, position, permitted);
      }
      old = Optional.of(content);
    }
    System.out.println("crashes of small files: " + images + " images");
  }

  private void crash(SimulatedMedium medium, int position, Set<Optional<Buffer>> permitted) {
    for (Image image : survivors(medium, position)) {
      SimulatedMedium recovered = SimulatedMedium.of(vertx(), image);
      recover(recovered, permitted, () -> "a power cut at " + position + " of " + image.files());
    }
  }

  private void kill(SimulatedMedium medium, int position, Set<Optional<Buffer>> permitted) {
    recover(medium.killedAt(position), permitted, () -> "a kill at " + position);
  }

  private Iterable<Image> survivors(SimulatedMedium medium, int position) {
    return SURVIVORS.of(medium.start(), medium.journal().subList(0, position), random);
  }

  /** Reads, loses power, writes, and loses power at each point of the write. */
  private void recover(
      SimulatedMedium medium, Set<Optional<Buffer>> permitted, Supplier<String> crash) {
    Optional<Buffer> found = checkedRead(medium, permitted, crash);
    int from = medium.journal().size();
    write(medium, FIRST);
    int to = medium.journal().size();
    for (int position = from; position <= to; position++) {
      Optional<Buffer> written = Optional.of(FIRST);
      Set<Optional<Buffer>> then =
          position == to ? Set.of(written) : Stream.of(found, written).collect(Collectors.toSet());
      if (position == from) {
        then = Set.of(found);
      }
      for (Image image : survivors(medium, position)) {
        checkedRead(SimulatedMedium.of(vertx(), image), then, () -> crash.get() + " and another");
      }
    }
  }

  private Optional<Buffer> checkedRead(
      SimulatedMedium medium, Set<Optional<Buffer>> permitted, Supplier<String> crash) {
    images++;
    try {
      Optional<Buffer> found = read(medium);
      assertThat(permitted).contains(found);
      return found;
    } catch (StorageFailure | AssertionError e) {
      throw new AssertionError("seed " + seed + ", after " + crash.get() + ": " + e, e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Fault.IO_ERROR, Fault.NO_SPACE})
  void a_failure_at_any_point_loses_nothing_and_is_never_taken_for_success(String message) {
    for (boolean hasEffect : List.of(false, true)) {
      for (int number = 0; failAt(number, new Fault(message, hasEffect)); number++) {
        assertThat(number).isLessThan(100);
      }
    }
  }

  /** Whether there was an operation of that number that could fail. */
  private boolean failAt(int number, Fault fault) {
    SimulatedMedium medium = empty();
    SyncedFiles files = files(medium);
    driver.await(() -> files.write(NAME, FIRST));
    AtomicInteger count = new AtomicInteger();
    Faults faults =
        (operation, what) ->
            count.getAndIncrement() == number ? Optional.of(fault) : Optional.empty();
    medium.setFaults(faults);
    boolean failed =
        driver.await(
            () ->
                files
                    .write(NAME, SECOND)
                    .transform(result -> Future.succeededFuture(result.failed())));
    medium.setFaults(Faults.NONE);
    String where = "operation %d, %s".formatted(number, fault);
    Optional<Buffer> old = Optional.of(FIRST);
    Set<Optional<Buffer>> permitted =
        failed ? Set.of(old, Optional.of(SECOND)) : Set.of(Optional.of(SECOND));
    crash(medium, medium.journal().size(), permitted);
    boolean again =
        driver.await(
            () ->
                files
                    .write(NAME, THIRD)
                    .transform(result -> Future.succeededFuture(result.succeeded())));
    boolean isFull = fault.message().equals(Fault.NO_SPACE);
    List<Event> journal = medium.journal();
    boolean namesFailed = journal.stream().anyMatch(Event.DirectorySyncFailed.class::isInstance);
    boolean bytesFailed = journal.stream().anyMatch(Event.SyncFailed.class::isInstance);
    boolean isFinal = namesFailed || (bytesFailed && !isFull);
    assertThat(again && isFinal).as(where + ": a write after a failed sync").isFalse();
    assertThat(again || !isFull || isFinal || !failed).as(where + ": room again").isTrue();
    JournalRules.requireNoSyncAfterAFailedOne(journal);
    if (again) {
      crash(medium, journal.size(), Set.of(Optional.of(THIRD)));
    }
    return count.get() > number;
  }
}
