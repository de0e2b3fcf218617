package io.henge.chaos;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What a load did and found, over all of its phases. */
final class Tally {
  /** What is counted. */
  enum Count {
    PUTS_ACKNOWLEDGED,
    DELETES_ACKNOWLEDGED,
    /** Of them, those for want of space. */
    WRITES_507,
    WRITES_REFUSED,
    WRITES_UNKNOWN,
    /** Unknown too: the answer came when the power was being cut. */
    WRITES_ACKNOWLEDGED_TOO_LATE,
    WRITES_NOT_SENT,
    READS_WHOLE,
    READS_ABSENT,
    READS_FAILED,
    READS_CUT_OFF,
    BYTES_WRITTEN,
    BYTES_READ,
    SIBLINGS_SEEN,
    KEYS_VERIFIED
  }

  private static final int VIOLATIONS_KEPT_MAX = 50;

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final LongAdder violated = new LongAdder();

  Tally() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  void count(Count count) {
    add(count, 1);
  }

  void add(Count count, long amount) {
    counts.get(count).add(amount);
  }

  long get(Count count) {
    return counts.get(count).sum();
  }

  /** Notes that something was seen that must not be. */
  void violation(String what) {
    violated.increment();
    if (violated.sum() <= VIOLATIONS_KEPT_MAX) {
      violations.add(what);
    }
  }

  /** What was seen that must not be; the first of them. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
            .filter(entry -> entry.getValue().sum() > 0)
            .map(
                entry ->
                    entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                        + " "
                        + entry.getValue())
            .collect(Collectors.joining(", "))
        + ", violations "
        + violated;
  }
}
