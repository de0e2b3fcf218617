package io.henge.chaos.report;

import io.henge.chaos.check.Invariant;
import io.henge.chaos.history.FaultEvent;
import java.util.List;
import java.util.Locale;

/** What was found in which schedule, a row for each, a column for each invariant. */
final class VerdictTable {
  private final List<Examined> schedules;

  VerdictTable(List<Examined> schedules) {
    this.schedules = schedules;
  }

  void write(Markup out) {
    out.open("section", "id", "verdicts").element("h2", "Schedules and invariants");
    out.element("p", "● held   ✗ findings   – not checked", "class", "note");
    Tables.scroll(out, "scroll", "Verdicts");
    out.open("table", "class", "matrix");
    head(out);
    out.open("tbody");
    schedules.forEach(schedule -> row(out, schedule));
    out.close().close().closeLine();
    out.open("dl", "class", "invariants");
    for (Invariant invariant : Invariant.values()) {
      out.open("div").open("dt").element("b", invariant.name());
      out.text(" " + invariant.title()).close();
      out.element("dd", invariant.promise()).closeLine();
    }
    out.close().closeLine();
  }

  private static void head(Markup out) {
    out.open("thead").open("tr");
    for (String column : List.of("schedule", "verdict", "seed")) {
      out.element("th", column, "scope", "col");
    }
    for (String column : List.of("ops", "faults", "first try")) {
      out.element("th", column, "scope", "col", "class", "n");
    }
    for (Invariant invariant : Invariant.values()) {
      out.open("th", "scope", "col", "class", "i");
      out.element("abbr", invariant.name(), "title", invariant.title()).close();
    }
    out.close().closeLine();
  }

  private static void row(Markup out, Examined schedule) {
    String word = schedule.verdict().word().name();
    out.open("tr", "id", "r" + schedule.number(), "class", word.toLowerCase(Locale.ROOT));
    out.open("th", "scope", "row");
    String name = Words.beginning(schedule.name(), 80);
    out.element("a", name, "href", "#" + schedule.anchor()).close();
    out.element("td", schedule.verdict().word().sign() + " " + word, "class", "v");
    out.open("td").element("code", Long.toString(schedule.result().history().header().seed()));
    out.close();
    out.element("td", Words.count(schedule.figures().operations()), "class", "n");
    long faults =
        schedule.result().history().faults().stream()
            .filter(it -> it.phase() == FaultEvent.Phase.BEGUN)
            .count();
    out.element("td", Words.count(faults), "class", "n");
    out.element("td", schedule.figures().firstTry().toString(), "class", "n");
    for (Invariant invariant : Invariant.values()) {
      cell(out, schedule, invariant);
    }
    out.closeLine();
  }

  private static void cell(Markup out, Examined schedule, Invariant invariant) {
    long findings = schedule.findings(invariant);
    if (findings > 0) {
      out.open("td", "class", "i x");
      out.element("span", "✗", "role", "img", "aria-label", "findings:").text(" " + findings);
    } else if (schedule.result().checked().contains(invariant)) {
      out.open("td", "class", "i h").element("span", "●", "role", "img", "aria-label", "held");
    } else {
      out.open("td", "class", "i");
      out.element("span", "–", "role", "img", "aria-label", "not checked");
    }
    out.close();
  }
}
