package io.henge.chaos.report;

import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import io.henge.chaos.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The operations of a history in stretches of equal length, each in that in which it was begun: so
 * a stretch shows what awaited those who came then, also when they had to wait for longer than it
 * lasted.
 */
final class Buckets {
  static final long SECOND_MICROS = 1_000_000;

  private final long widthMicros;
  private final List<Bucket> buckets;

  private Buckets(long widthMicros, List<Bucket> buckets) {
    this.widthMicros = widthMicros;
    this.buckets = buckets;
  }

  /** Buckets of whole seconds, of one if that makes no more than so many. */
  static Buckets of(History history, long lengthMicros, int bucketsMax) {
    long seconds = Math.max(1, roundedUp(lengthMicros, SECOND_MICROS));
    long width = roundedUp(seconds, bucketsMax) * SECOND_MICROS;
    int count = (int) roundedUp(seconds * SECOND_MICROS, width);
    List<List<Operation>> operations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      operations.add(new ArrayList<>());
    }
    for (Operation operation : history.work()) {
      long at = Math.max(0, operation.beganMicros()) / width;
      operations.get((int) Math.min(at, count - 1)).add(operation);
    }
    return new Buckets(width, operations.stream().map(Bucket::of).toList());
  }

  private static long roundedUp(long whole, long by) {
    return (whole + by - 1) / by;
  }

  long widthMicros() {
    return widthMicros;
  }

  long widthSeconds() {
    return widthMicros / SECOND_MICROS;
  }

  List<Bucket> all() {
    return buckets;
  }

  /** Whether an operation was served: it came out right, or its condition was found not to hold. */
  static boolean served(Operation operation) {
    return operation.outcome() == Outcome.OK
        || (operation.outcome() == Outcome.REFUSED && operation.status() == 412);
  }

  /**
   * What was begun in one stretch.
   *
   * @param outcomes how many operations had each outcome
   * @param served how many were served
   * @param latencies of all of them
   */
  record Bucket(Map<Outcome, Integer> outcomes, Share served, Latencies latencies) {
    private static Bucket of(List<Operation> operations) {
      Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
      operations.forEach(it -> outcomes.merge(it.outcome(), 1, Integer::sum));
      long served = operations.stream().filter(Buckets::served).count();
      return new Bucket(outcomes, new Share(served, operations.size()), Latencies.of(operations));
    }

    int count(Outcome outcome) {
      return outcomes.getOrDefault(outcome, 0);
    }

    int count() {
      return (int) served.whole();
    }
  }
}
