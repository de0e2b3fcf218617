package io.henge.chaos.run;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation;
import java.util.ArrayList;
import java.util.List;

/** All that a history is held against. */
final class Checks {
  private Checks() {}

  /**
   * What must not be in it.
   *
   * @param healedMicros from then on what stand-ins had acknowledged was handed over
   */
  static List<Finding> of(History history, long healedMicros) {
    List<Finding> findings = new ArrayList<>();
    for (Operation operation : history.operations()) {
      if (operation.outcome() == Operation.Outcome.DAMAGED) {
        findings.add(
            new Finding(
                Invariant.C, operation.key(), operation.note(), List.of(operation.number())));
      }
    }
    return findings;
  }
}
