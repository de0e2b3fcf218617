package io.henge.chaos.report;

import io.henge.chaos.check.Invariant;
import io.henge.chaos.history.Operation.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** The page of a run: what it came to, at a glance; then why that is to be believed. */
final class Page {
  private static final int REASONS_MAX = 12;
  private static final int TEXT_MAX = 220;

  private final RunResult run;
  private final List<Examined> schedules;
  private final Verdict verdict;
  private final Totals totals;
  private final Markup out = Markup.page();

  private Page(RunResult run, List<Examined> schedules) {
    this.run = run;
    this.schedules = schedules;
    this.verdict = Verdict.of(run);
    this.totals = Totals.of(schedules);
  }

  /** The page as HTML that is XML, too. */
  static String of(RunResult run, List<Examined> schedules) {
    return new Page(run, schedules).write();
  }

  private String write() {
    out.open("html", "lang", "en").open("head").empty("meta", "charset", "utf-8");
    out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.empty("meta", "name", "color-scheme", "content", "light dark");
    // Nothing is loaded and nothing runs, whatever a key or a note may say.
    String policy = "default-src 'none'; style-src 'unsafe-inline'";
    out.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy);
    out.element("title", verdict.word() + " – " + run.title()).style(style()).closeLine();
    out.open("body").open("main");
    Patterns.define(out);
    header();
    verdict();
    if (run.planted().isEmpty()) {
      whatWasFound();
    } else {
      new PlantedTable(run.planted()).write(out);
      environment();
    }
    out.closeLine().closeLine().closeLine();
    return out.toString();
  }

  private void whatWasFound() {
    tiles();
    out.open("div", "class", "pair");
    bounds();
    faults();
    out.closeLine();
    environment();
    new VerdictTable(schedules).write(out);
    schedules();
  }

  private static String style() {
    try (InputStream sheet = Page.class.getResourceAsStream("report.css")) {
      return new String(Objects.requireNonNull(sheet).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void header() {
    out.open("header").element("p", "Henge chaos run", "class", "over");
    out.element("h1", run.title());
    out.element("p", "Begun " + Words.date(run.startedMillis()), "class", "dim").closeLine();
  }

  private void verdict() {
    String word = verdict.word().name();
    out.open("section", "class", "verdict " + word.toLowerCase(Locale.ROOT));
    out.open("p", "class", "word", "id", "verdict");
    out.element("span", verdict.word().sign(), "aria-hidden", "true").text(word).close();
    out.element("p", sentence(), "class", "why");
    if (verdict.word() == Verdict.Word.FAIL) {
      failures();
    }
    List<String> missing =
        verdict.reasons().stream().skip(verdict.word() == Verdict.Word.FAIL ? 1 : 0).toList();
    if (!missing.isEmpty()) {
      out.element("p", "What is missing:", "class", "lead").open("ul");
      missing.stream()
          .limit(REASONS_MAX)
          .forEach(it -> out.element("li", Words.beginning(it, TEXT_MAX)));
      more(missing.size());
      out.close();
    }
    out.closeLine();
  }

  private String sentence() {
    if (!run.planted().isEmpty()) {
      return PlantedTable.sentence(run.planted());
    }
    String done =
        "%s with %s"
            .formatted(
                Words.count(schedules.size(), "schedule"),
                Words.count(totals.operations(), "operation"));
    return switch (verdict.word()) {
      case PASS -> "Nothing was found in " + done + ".";
      case REDUCED ->
          "Nothing was found in " + done + ", but less was done than was to be: this is no pass.";
      case FAIL -> {
        long failed = failed().size();
        yield "%s in %d of %s.".formatted(verdict.reasons().get(0), failed, done);
      }
    };
  }

  private List<Examined> failed() {
    return schedules.stream().filter(it -> !it.result().findings().isEmpty()).toList();
  }

  private void failures() {
    out.open("ul");
    for (Examined schedule : failed().stream().limit(REASONS_MAX).toList()) {
      String letters =
          Arrays.stream(Invariant.values())
              .filter(it -> schedule.findings(it) > 0)
              .map(it -> it + " " + it.title())
              .collect(Collectors.joining(", "));
      String text = schedule.result().findings().get(0).text();
      out.open("li").element("a", schedule.name(), "href", "#" + schedule.anchor());
      out.text(" ").element("strong", letters).text(": " + Words.beginning(text, TEXT_MAX));
      out.closeLine();
    }
    more(failed().size());
    out.close();
  }

  private void more(int all) {
    if (all > REASONS_MAX) {
      out.element("li", "and " + (all - REASONS_MAX) + " more");
    }
  }

  private void tiles() {
    out.open("dl", "class", "tiles big");
    Tiles.tile(out, "schedules", Words.count(schedules.size()), "");
    Tiles.tile(out, "operations", Words.count(totals.operations()), "");
    totals.outcomes().forEach((outcome, count) -> tile(outcome, count));
    long begun = totals.faults().values().stream().mapToLong(Totals.FaultCount::begun).sum();
    Tiles.tile(out, "faults", Words.count(begun), "");
    out.closeLine();
  }

  private void tile(Outcome outcome, long count) {
    String share = new Share(count, totals.operations()).toString();
    Tiles.tile(
        out, outcome.name().toLowerCase(Locale.ROOT), Words.count(count), count > 0 ? share : "");
  }

  private void bounds() {
    out.open("section").element("h2", "How much that tells").open("table", "class", "counts");
    Tables.head(out, "", "found", "checked", "so at most, with 95 %");
    out.open("tbody");
    for (Totals.Bound bound : totals.bounds()) {
      out.open("tr").element("th", bound.what(), "scope", "row");
      String found = Words.count(bound.found());
      out.element("td", found, "class", bound.found() > 0 ? "x n" : "n");
      out.element("td", Words.count(bound.trials()), "class", "n");
      out.element("td", bound.conclusion()).closeLine();
    }
    out.close().close();
    out.element(
        "p",
        "0 of n ⇒ at most 3/n with 95 % confidence (rule of three), were each operation a trial of"
            + " its own. Those of one schedule share its faults.",
        "class",
        "note");
    out.closeLine();
  }

  private void faults() {
    out.open("section").element("h2", "Faults").open("table", "class", "counts");
    Tables.head(out, "fault", "begun", "skipped");
    out.open("tbody");
    totals
        .faults()
        .forEach(
            (fault, count) -> {
              out.open("tr").open("th", "scope", "row");
              Tables.swatch(out, FaultFamily.of(fault));
              out.text(Words.beginning(fault, TEXT_MAX)).close();
              out.element("td", Words.count(count.begun()), "class", "n");
              out.element("td", Words.count(count.skipped()), "class", "n").closeLine();
            });
    if (totals.faults().isEmpty()) {
      out.open("tr").element("td", "none", "colspan", "3", "class", "dim").close();
    }
    out.close().close().closeLine();
  }

  private void environment() {
    out.open("section").element("h2", "What can be done here");
    out.open("div", "class", "pair").open("table");
    Tables.head(out, "capability", "here");
    out.open("tbody");
    run.environment()
        .forEach(
            (capability, why) -> {
              out.open("tr").element("th", capability, "scope", "row");
              String said = why.isEmpty() ? "● yes" : "– no: " + why;
              out.element("td", said, "class", why.isEmpty() ? "h" : "r").closeLine();
            });
    out.close().close().open("div").open("table").open("tbody");
    run.machine().forEach((name, value) -> Tables.row(out, name, value));
    out.close().close();
    out.element("p", "The whole run again:", "class", "lead");
    Tables.command(out, run.command());
    out.close().close().closeLine();
  }

  private void schedules() {
    out.open("section").element("h2", "Schedules");
    out.element(
        "p",
        "An operation counts in the second in which it was begun. Served is what came out right, at"
            + " once or after retries, and a condition that was found not to hold (412). Recovered is"
            + " who serves 99.9 % for five seconds.",
        "class",
        "note");
    StoryQuota quota = new StoryQuota(failed().size());
    for (Examined schedule : schedules) {
      new ScheduleSection(schedule, quota.storiesOf(schedule)).write(out);
    }
    out.closeLine();
  }
}
