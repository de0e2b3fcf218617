package io.henge.chaos.history;

import java.util.Map;

/**
 * What one node was like at a moment.
 *
 * @param atMicros when, in microseconds since the beginning of the history
 * @param node its number, from 1
 * @param state what it is
 * @param values what it says of itself and the system of it, by name: {@code hints}, {@code owed},
 *     {@code underReplicated}, {@code descriptors}, {@code residentBytes}, {@code threads}; those
 *     that could be heard
 */
public record Sample(long atMicros, int node, State state, Map<String, Long> values) {
  public Sample {
    values = Map.copyOf(values);
  }

  /** What a node is. */
  public enum State {
    READY,
    /** Its process runs, and it says that it does not serve, or nothing. */
    NOT_READY,
    /** Its process is frozen. */
    PAUSED,
    /** It has no process. */
    DOWN
  }
}
