package io.henge.bench.load;

import java.util.Map;

/** One round at one target: what was counted, and how long it took. */
record Round(String target, Map<Operation, Tally> tallies, double seconds) {
  void addTo(Report report, int number) {
    tallies.forEach(
        (operation, tally) -> report.round(target, operation, number, tally.figures(seconds)));
  }
}
