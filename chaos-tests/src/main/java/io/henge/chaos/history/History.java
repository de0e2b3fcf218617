package io.henge.chaos.history;

import java.util.List;

/**
 * What happened in one schedule.
 *
 * @param header what it was
 * @param operations by their number
 * @param faults as they came
 * @param samples as they came
 */
public record History(
    Header header, List<Operation> operations, List<FaultEvent> faults, List<Sample> samples) {
  public History {
    operations = List.copyOf(operations);
    faults = List.copyOf(faults);
    samples = List.copyOf(samples);
  }

  /** What clients did while nodes were hurt: all but that by which the schedule ends. */
  public List<Operation> work() {
    return operations.stream()
        .filter(operation -> !operation.isLastRead() && !operation.isLastWrite())
        .toList();
  }

  /**
   * What is known before it begins.
   *
   * @param schedule its name
   * @param seed what its random choices follow from
   * @param nodes how many nodes there are
   * @param script the schedule as text
   * @param startedMillis when, in milliseconds since 1970
   */
  public record Header(String schedule, long seed, int nodes, String script, long startedMillis) {}
}
