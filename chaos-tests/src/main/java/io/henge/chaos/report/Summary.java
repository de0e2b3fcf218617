package io.henge.chaos.report;

import io.henge.chaos.check.Finding;
import io.henge.chaos.history.FaultEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A run in a table of a line for each schedule, as Markdown: small enough to be kept for good. */
final class Summary {
  private static final int TEXT_MAX = 160;

  private Summary() {}

  static String of(RunResult run, List<Examined> schedules) {
    Verdict verdict = Verdict.of(run);
    Totals totals = Totals.of(schedules);
    List<String> lines = new ArrayList<>();
    lines.add("# " + text(run.title()) + ": " + verdict.word());
    lines.add("");
    lines.add(
        "%s, %s. Begun %s. Repeated by `%s`."
            .formatted(
                Words.count(schedules.size(), "schedule"),
                Words.count(totals.operations(), "operation"),
                Words.date(run.startedMillis()),
                run.command().replace("`", "'")));
    lines.add("");
    verdict.reasons().forEach(reason -> lines.add("- " + text(reason)));
    run.machine().forEach((name, value) -> lines.add("- " + name + ": " + text(value)));
    lines.add("");
    lines.add("| what must not be | found | in | so at most |");
    lines.add("|---|---|---|---|");
    for (Totals.Bound bound : totals.bounds()) {
      lines.add(
          "| %s | %s | %s | %s |"
              .formatted(
                  bound.what(),
                  Words.count(bound.found()),
                  Words.count(bound.trials()),
                  bound.conclusion()));
    }
    lines.add("");
    lines.add("| schedule | operations | faults, with nodes and seconds | |");
    lines.add("|---|---|---|---|");
    schedules.forEach(schedule -> lines.add(line(schedule)));
    return String.join("\n", lines) + "\n";
  }

  private static String line(Examined schedule) {
    List<Finding> findings = schedule.result().findings();
    String found =
        findings.stream()
            .map(finding -> finding.invariant().name() + ": " + text(finding.text()))
            .distinct()
            .collect(Collectors.joining("; "));
    return "| %s | %s | %s | %s |"
        .formatted(
            text(schedule.name()),
            Words.count(schedule.result().history().operations().size()),
            faults(schedule.result().history().faults()),
            found.isEmpty() ? schedule.verdict().word().sign() : found);
  }

  /** In the order in which they began. */
  private static String faults(List<FaultEvent> events) {
    Map<Integer, FaultEvent> begun = new LinkedHashMap<>();
    Map<Integer, Long> ended = new LinkedHashMap<>();
    for (FaultEvent event : events) {
      switch (event.phase()) {
        case BEGUN -> begun.put(event.id(), event);
        case ENDED -> ended.put(event.id(), event.atMicros());
        case SKIPPED -> {
          // What could not be begun did nothing.
        }
      }
    }
    return begun.values().stream()
        .map(event -> fault(event, ended.getOrDefault(event.id(), event.atMicros())))
        .collect(Collectors.joining(", "));
  }

  private static String fault(FaultEvent event, long endMicros) {
    return "%s %s %s–%s"
        .formatted(
            text(event.fault().toLowerCase(Locale.ROOT).replace('_', '-')),
            Words.nodes(event.nodes()),
            Words.moment(event.atMicros(), 0),
            Words.moment(endMicros, 0));
  }

  /** What nodes or keys are called may not be taken for a part of the table, or of a page. */
  private static String text(String text) {
    return Words.beginning(text.replaceAll("\\s+", " "), TEXT_MAX)
        .replace("\\", "\\\\")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("`", "'")
        .replace("|", "\\|");
  }
}
