package io.henge.chaos.run;

import io.henge.chaos.schedule.RandomSchedules;
import io.henge.chaos.schedule.Schedule;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/** Which schedules a run takes: some that are given, then random ones. */
final class Wanted {
  private final Deque<Schedule> given;
  private final Optional<RandomSchedules> random;
  private final long firstSeed;
  private final int count;
  private final long endNanos;
  private int drawn;

  /**
   * @param given come first
   * @param random what follows, if anything does
   * @param firstSeed of the random ones; the next ones have the next seeds
   * @param count of the random ones, at most
   * @param millis how long new ones are begun, from now on
   */
  Wanted(
      Collection<Schedule> given,
      Optional<RandomSchedules> random,
      long firstSeed,
      int count,
      long millis) {
    this.given = new ArrayDeque<>(given);
    this.random = random;
    this.firstSeed = firstSeed;
    this.count = count;
    this.endNanos = System.nanoTime() + millis * 1_000_000;
  }

  /** The next one; empty when it is enough. */
  Optional<Schedule> next() {
    if (!given.isEmpty()) {
      return Optional.of(given.remove());
    }
    if (drawn == count || System.nanoTime() - endNanos > 0) {
      return Optional.empty();
    }
    return random.map(schedules -> schedules.of(firstSeed + drawn++));
  }

  /** How many may still come; of a run that ends by its time, as many as it has time for. */
  long left(long nanosEach) {
    long inTime = Math.max(0, endNanos - System.nanoTime()) / Math.max(1, nanosEach) + 1;
    return given.size() + Math.min(count - drawn, inTime);
  }
}
