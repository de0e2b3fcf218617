package io.henge.chaos.report;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one schedule came to.
 *
 * @param history what happened
 * @param checked which invariants it was held against; the others were not looked at
 * @param findings what must not be, and was
 * @param reduced what of it could not be done here; empty when all could
 * @param healedMicros when all faults were over, by the history's clock
 * @param equalMicros when all owners were seen to hold the same, by the history's clock
 * @param command what repeats it
 * @param facts further figures for people, by their names, in order
 */
public record ScheduleResult(
    History history,
    Set<Invariant> checked,
    List<Finding> findings,
    List<String> reduced,
    long healedMicros,
    long equalMicros,
    String command,
    Map<String, String> facts) {
  public ScheduleResult {
    checked = Set.copyOf(checked);
    findings = List.copyOf(findings);
    reduced = List.copyOf(reduced);
  }

  /** The same with further findings, before the others. */
  public ScheduleResult with(List<Finding> further) {
    List<Finding> all = new ArrayList<>(further);
    all.addAll(findings);
    return new ScheduleResult(
        history, checked, all, reduced, healedMicros, equalMicros, command, facts);
  }
}
