package io.henge.chaos.history;

import java.util.List;

/**
 * A fault begins, ends, or is told about.
 *
 * @param atMicros when, in microseconds since the beginning of the history
 * @param id tells the faults of a schedule apart; its end has that of its beginning
 * @param fault its name
 * @param phase what happens to it
 * @param nodes whom it concerns, numbered from 1
 * @param note for people: what was done exactly, or why it could not be
 */
public record FaultEvent(
    long atMicros, int id, String fault, Phase phase, List<Integer> nodes, String note) {
  public FaultEvent {
    nodes = List.copyOf(nodes);
  }

  /** What happens to a fault. */
  public enum Phase {
    BEGUN,
    ENDED,
    /** It had no effect: it could not be begun. */
    SKIPPED
  }
}
