package io.henge.chaos.report;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a bug that was planted was found, or that it was not.
 *
 * @param name the bug's
 * @param title what it is
 * @param expected the invariants that may show it; none for a change without effect, with which
 *     nothing may be found
 * @param schedules how many were run
 * @param lastSchedule the one in which it was found, or the last one in which it was not
 * @param seconds how long all took, with the start of the nodes
 * @param findings of the last schedule
 */
public record PlantedOutcome(
    String name,
    String title,
    Set<Invariant> expected,
    int schedules,
    String lastSchedule,
    double seconds,
    List<Finding> findings) {
  public PlantedOutcome {
    expected = Set.copyOf(expected);
    findings = List.copyOf(findings);
  }

  /** The letters of all findings, in order; some may be of what the bug led to. */
  public String letters() {
    return findings.stream()
        .map(Finding::invariant)
        .distinct()
        .sorted()
        .map(Invariant::name)
        .collect(Collectors.joining(" "));
  }

  /** Whether it was found by one of its letters; or that of nothing, nothing was found. */
  public boolean isAsExpected() {
    return expected.isEmpty() ? findings.isEmpty() : telling().isPresent();
  }

  /** The first finding that shows it. */
  Optional<Finding> telling() {
    return findings.stream().filter(it -> expected.contains(it.invariant())).findFirst();
  }
}
