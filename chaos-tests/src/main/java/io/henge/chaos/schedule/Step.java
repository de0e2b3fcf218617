package io.henge.chaos.schedule;

import java.util.List;

/**
 * A fault of a schedule.
 *
 * @param atMillis when it begins, from the beginning of the schedule
 * @param forMillis how long it lasts
 * @param kind what is done
 * @param nodes to whom, numbered from 1
 * @param draw what else it needs follows from this
 */
public record Step(long atMillis, long forMillis, FaultKind kind, List<Integer> nodes, long draw) {
  public Step {
    nodes = List.copyOf(nodes);
    if (atMillis < 0 || forMillis < 0) {
      throw new IllegalArgumentException("no time: " + atMillis + ", " + forMillis);
    }
  }

  public long endMillis() {
    return atMillis + forMillis;
  }
}
