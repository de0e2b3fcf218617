package io.henge.chaos.report;

import io.henge.chaos.check.Finding;
import io.henge.chaos.history.FaultEvent;
import io.henge.chaos.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** All about one schedule; closed unless something was found. */
final class ScheduleSection {
  private static final int FINDINGS_MAX = 20;
  private static final int FAULTS_MAX = 100;
  private static final int NAMES_MAX = 6;
  private static final int TEXT_MAX = 400;

  private final Examined schedule;
  private final ScheduleResult result;
  private final List<Story> stories;
  private final Timeline timeline;

  ScheduleSection(Examined schedule, List<Story> stories) {
    this.schedule = schedule;
    this.result = schedule.result();
    this.stories = stories;
    this.timeline = new Timeline(result, schedule.figures());
  }

  void write(Markup out) {
    String word = schedule.verdict().word().name();
    String style = "schedule " + word.toLowerCase(Locale.ROOT);
    if (result.findings().isEmpty()) {
      out.open("details", "class", style);
    } else {
      out.open("details", "class", style, "open", "open");
    }
    summary(out, word);
    // The anchor is inside: who follows a link to what is closed has it opened.
    out.open("div", "class", "inside", "id", schedule.anchor());
    reduced(out);
    Tiles.of(out, schedule.figures());
    Tables.scroll(out, "scroll drawing", "Timeline");
    timeline.draw(out);
    out.closeLine();
    findings(out);
    for (int i = 0; i < stories.size(); i++) {
      new StorySection(stories.get(i), storyAnchor(i)).write(out, timeline.spans());
    }
    faults(out);
    facts(out);
    details(out, "Script", () -> out.element("pre", result.history().header().script()));
    details(out, "The numbers of the timeline", () -> timeline.table(out));
    out.open("p", "class", "back")
        .element("a", "↑ all schedules", "href", "#r" + schedule.number());
    out.close().close().closeLine();
  }

  private String storyAnchor(int story) {
    return schedule.anchor() + "k" + (story + 1);
  }

  private void summary(Markup out, String word) {
    out.open("summary").open("span", "class", "v").text(schedule.verdict().word().sign() + " ");
    out.text(word).close().element("strong", schedule.name());
    out.element("span", line(), "class", "dim").closeLine();
  }

  /** All of it in one line. */
  private String line() {
    List<String> parts = new ArrayList<>();
    if (!result.findings().isEmpty()) {
      parts.add(Words.count(result.findings().size(), "finding"));
    }
    if (!result.reduced().isEmpty()) {
      parts.add("missing: " + Words.beginning(result.reduced().get(0), 80));
    }
    List<String> names =
        timeline.spans().stream().map(it -> it.begun().fault()).distinct().toList();
    if (!names.isEmpty()) {
      String more = names.size() > NAMES_MAX ? " …" : "";
      parts.add(
          names.stream()
              .limit(NAMES_MAX)
              .map(it -> Words.beginning(it, 30))
              .collect(Collectors.joining(", ", "", more)));
    }
    parts.add(Words.count(schedule.figures().operations(), "operation"));
    parts.add(schedule.figures().withRetries() + " served");
    return String.join(" · ", parts);
  }

  private void reduced(Markup out) {
    if (schedule.verdict().word() != Verdict.Word.PASS && !result.reduced().isEmpty()) {
      out.element("p", "What is missing:", "class", "lead").open("ul");
      result.reduced().forEach(it -> out.element("li", Words.beginning(it, TEXT_MAX)));
      out.closeLine();
    }
  }

  private void findings(Markup out) {
    if (result.findings().isEmpty()) {
      return;
    }
    out.element("h3", "Findings").open("ol", "class", "findings");
    for (Finding finding : result.findings().stream().limit(FINDINGS_MAX).toList()) {
      out.open("li").element("b", finding.invariant().name());
      out.text(" " + finding.invariant().title());
      if (!finding.key().isEmpty()) {
        out.text(" at ").element("code", Words.beginning(finding.key(), TEXT_MAX));
      }
      out.element("p", Words.beginning(finding.text(), TEXT_MAX));
      for (int i = 0; i < stories.size(); i++) {
        if (stories.get(i).findings().contains(finding)) {
          out.element("a", "the story of it", "href", "#" + storyAnchor(i));
        }
      }
      out.closeLine();
    }
    out.closeLine();
    int more = result.findings().size() - FINDINGS_MAX;
    if (more > 0) {
      out.element("p", "and " + Words.count(more) + " more, in results.json", "class", "note");
    }
  }

  private void faults(Markup out) {
    History history = result.history();
    List<FaultEvent> skipped =
        history.faults().stream().filter(it -> it.phase() == FaultEvent.Phase.SKIPPED).toList();
    if (timeline.spans().isEmpty() && skipped.isEmpty()) {
      return;
    }
    out.element("h3", "Faults").open("table", "class", "narrow");
    Tables.head(out, "from", "to", "fault", "nodes", "what was done");
    out.open("tbody");
    for (FaultSpan span : timeline.spans().stream().limit(FAULTS_MAX).toList()) {
      String end =
          span.ended().map(it -> Words.moment(span.toMicros(), 2) + " s").orElse("the end");
      String note =
          span.ended().map(it -> "; " + it.note()).filter(it -> it.length() > 2).orElse("");
      fault(out, span.begun(), end, span.begun().note() + note);
    }
    for (FaultEvent event : skipped.stream().limit(FAULTS_MAX).toList()) {
      fault(out, event, "skipped", event.note());
    }
    out.close().closeLine();
    int more = Math.max(timeline.spans().size(), skipped.size()) - FAULTS_MAX;
    if (more > 0) {
      out.element("p", "and more, in results.json", "class", "note");
    }
  }

  private static void fault(Markup out, FaultEvent event, String end, String note) {
    out.open("tr").element("td", Words.moment(event.atMicros(), 2) + " s", "class", "n");
    out.element("td", end, "class", "n").open("td");
    Tables.swatch(out, FaultFamily.of(event.fault()));
    out.text(event.fault()).close().element("td", Words.nodes(event.nodes()));
    out.element("td", Words.beginning(note, TEXT_MAX)).closeLine();
  }

  private void facts(Markup out) {
    out.element("h3", "Again").open("table", "class", "narrow").open("tbody");
    Tables.row(out, "seed", Long.toString(result.history().header().seed()));
    Tables.row(out, "nodes", Integer.toString(result.history().header().nodes()));
    Tables.row(out, "begun", Words.date(result.history().header().startedMillis()));
    result.facts().forEach((name, value) -> Tables.row(out, name, value));
    out.close().closeLine();
    Tables.command(out, result.command());
  }

  private static void details(Markup out, String title, Runnable content) {
    out.open("details", "class", "more").element("summary", title);
    Tables.scroll(out, "scroll", title);
    content.run();
    out.close().closeLine();
  }
}
