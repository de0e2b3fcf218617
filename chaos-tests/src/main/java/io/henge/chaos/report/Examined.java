package io.henge.chaos.report;

import io.henge.chaos.check.Invariant;
import java.util.ArrayList;
import java.util.List;

/**
 * A schedule's result, and what follows from it.
 *
 * @param number its place in the run, from 1
 */
record Examined(int number, ScheduleResult result, Verdict verdict, Figures figures) {

  static List<Examined> all(RunResult run) {
    List<Examined> all = new ArrayList<>();
    for (ScheduleResult result : run.schedules()) {
      all.add(new Examined(all.size() + 1, result, Verdict.of(result), Figures.of(result)));
    }
    return all;
  }

  String name() {
    return result.history().header().schedule();
  }

  long findings(Invariant invariant) {
    return result.findings().stream().filter(it -> it.invariant() == invariant).count();
  }

  /** Where the page shows it. */
  String anchor() {
    return "s" + number;
  }
}
