package io.henge.chaos.report;

import io.henge.chaos.check.Finding;
import java.util.List;
import java.util.Locale;

/** What became of bugs that were planted, a row for each. */
final class PlantedTable {
  private static final int TEXT_MAX = 160;

  private final List<PlantedOutcome> outcomes;

  PlantedTable(List<PlantedOutcome> outcomes) {
    this.outcomes = outcomes;
  }

  /** All of it in one sentence. */
  static String sentence(List<PlantedOutcome> outcomes) {
    List<PlantedOutcome> faults = outcomes.stream().filter(it -> !it.expected().isEmpty()).toList();
    long found = faults.stream().filter(PlantedOutcome::isAsExpected).count();
    String told =
        "%d of %s were found".formatted(found, Words.count(faults.size(), "planted fault"));
    boolean isFalseAlarm =
        outcomes.stream().anyMatch(it -> it.expected().isEmpty() && !it.isAsExpected());
    return isFalseAlarm ? told + ", and something where there is nothing." : told + ".";
  }

  void write(Markup out) {
    out.open("section", "id", "planted").element("h2", "Planted faults");
    out.element(
        "p",
        "Bugs that were put into the nodes' source to be found. A change without effect must not be."
            + " The time counts from the start of the nodes to the verdict.",
        "class",
        "note");
    Tables.scroll(out, "scroll", "Planted faults");
    out.open("table", "class", "matrix");
    Tables.head(out, "fault", "found", "by", "letters", "schedules", "seconds", "as");
    out.open("tbody");
    outcomes.forEach(outcome -> row(out, outcome));
    out.close().close().close().closeLine();
  }

  private static void row(Markup out, PlantedOutcome outcome) {
    boolean isRight = outcome.isAsExpected();
    out.open("tr").open("th", "scope", "row").element("code", outcome.name());
    out.text(" " + outcome.title()).close();
    out.element("td", word(outcome), "class", isRight ? "h" : "x");
    out.element("td", outcome.lastSchedule()).element("td", outcome.letters());
    out.element("td", Words.count(outcome.schedules()), "class", "n");
    out.element("td", String.format(Locale.ROOT, "%.0f", outcome.seconds()), "class", "n");
    String text = outcome.telling().map(Finding::text).orElse("");
    out.element("td", Words.beginning(text, TEXT_MAX)).closeLine();
  }

  private static String word(PlantedOutcome outcome) {
    if (outcome.expected().isEmpty()) {
      return outcome.isAsExpected() ? "● nothing, as is right" : "✗ a false alarm";
    }
    return outcome.isAsExpected() ? "● found" : "✗ not found";
  }
}
