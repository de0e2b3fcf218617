package io.henge.chaos.report;

import io.henge.chaos.history.FaultEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is to be thought of a result.
 *
 * @param word in one word
 * @param reasons why it is not a pass, as sentences; empty when it is
 */
record Verdict(Word word, List<String> reasons) {
  Verdict {
    reasons = List.copyOf(reasons);
  }

  /** The verdict in one word. */
  enum Word {
    /** All was done that was to be done, and nothing was found. */
    PASS("✓"),
    /** Nothing was found, but less was done than was to be. */
    REDUCED("◐"),
    /** Something was found. */
    FAIL("✗");

    private final String sign;

    Word(String sign) {
      this.sign = sign;
    }

    /** A sign that tells them apart without their colour. */
    String sign() {
      return sign;
    }
  }

  static Verdict of(ScheduleResult result) {
    return of(found(result.findings().size()), missing(result));
  }

  private static List<String> missing(ScheduleResult result) {
    List<String> missing = new ArrayList<>(result.reduced());
    if (result.checked().isEmpty()) {
      missing.add("it was held against no invariant");
    }
    if (result.history().operations().isEmpty()) {
      missing.add("no client did anything");
    }
    return missing;
  }

  static Verdict of(RunResult run) {
    List<String> missing = new ArrayList<>();
    run.environment()
        .forEach(
            (capability, why) -> {
              if (!why.isEmpty()) {
                missing.add(capability + ": " + why);
              }
            });
    return run.planted().isEmpty() ? ofSchedules(run, missing) : ofPlanted(run, missing);
  }

  private static Verdict ofPlanted(RunResult run, List<String> missing) {
    long wrong = run.planted().stream().filter(it -> !it.isAsExpected()).count();
    String count = Words.count(run.planted().size(), "planted fault");
    return of(
        wrong == 0 ? List.of() : List.of("%d of %s came out wrong".formatted(wrong, count)),
        missing);
  }

  private static Verdict ofSchedules(RunResult run, List<String> missing) {
    long findings = run.schedules().stream().mapToLong(it -> it.findings().size()).sum();
    if (run.schedules().isEmpty()) {
      missing.add("no schedule was run");
    }
    long reduced = run.schedules().stream().filter(it -> !missing(it).isEmpty()).count();
    neverBegun(run).forEach(fault -> missing.add(fault + ": it could never be begun"));
    if (reduced > 0) {
      missing.add(
          "%d of %s could not be done in full"
              .formatted(reduced, Words.count(run.schedules().size(), "schedule")));
    }
    return of(found(findings), missing);
  }

  /** A fault that could not be begun is none that held. */
  private static Set<String> neverBegun(RunResult run) {
    Set<String> faults = faults(run, FaultEvent.Phase.SKIPPED);
    faults.removeAll(faults(run, FaultEvent.Phase.BEGUN));
    return faults;
  }

  private static Set<String> faults(RunResult run, FaultEvent.Phase phase) {
    return run.schedules().stream()
        .flatMap(it -> it.history().faults().stream())
        .filter(it -> it.phase() == phase)
        .map(FaultEvent::fault)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> found(long findings) {
    return findings == 0 ? List.of() : List.of(Words.count(findings, "finding"));
  }

  private static Verdict of(List<String> found, List<String> missing) {
    List<String> reasons = new ArrayList<>(found);
    reasons.addAll(missing);
    if (!found.isEmpty()) {
      return new Verdict(Word.FAIL, reasons);
    }
    return new Verdict(missing.isEmpty() ? Word.PASS : Word.REDUCED, reasons);
  }
}
