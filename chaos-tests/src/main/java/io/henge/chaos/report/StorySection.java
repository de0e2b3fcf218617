package io.henge.chaos.report;

import io.henge.chaos.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The story of a key, drawn and told. */
final class StorySection {
  private static final int NAME_MAX = 40;
  private static final int NAMES_MAX = 12;
  private static final int NOTE_MAX = 160;

  private final Story story;
  private final String anchor;
  private final Set<Long> named;

  StorySection(Story story, String anchor) {
    this.story = story;
    this.anchor = anchor;
    this.named = story.named();
  }

  void write(Markup out, List<FaultSpan> spans) {
    out.open("section", "class", "story", "id", anchor).open("h3");
    if (story.key().isEmpty()) {
      out.text("The operations of findings of no key");
    } else {
      out.text("The story of ").element("code", Words.beginning(story.key(), 200));
    }
    out.close();
    out.element(
        "p",
        "Each step to the right is the next beginning or end of an operation, however long it"
            + " took. Arrows lead from a write to the reads that showed it. ▶ marks what the"
            + " findings name.",
        "class",
        "note");
    Tables.scroll(out, "scroll drawing", "Drawing of the story");
    new StoryDrawing(story).draw(out, spans);
    out.closeLine();
    table(out, story.nearest(StoryDrawing.OPERATIONS_MAX));
    if (story.operations().size() > StoryDrawing.OPERATIONS_MAX) {
      out.open("details", "class", "more");
      out.element("summary", "All " + Words.count(story.operations().size(), "operation"));
      table(out, story.operations());
      if (story.left() > 0) {
        String left = Words.count(story.left(), "operation") + " of the key, further off: left out";
        out.element("p", left, "class", "note");
      }
      out.closeLine();
    }
    out.closeLine();
  }

  private void table(Markup out, List<Operation> operations) {
    Tables.scroll(out, "scroll", "Operations of the story");
    out.open("table", "class", "operations");
    Tables.head(
        out, "#", "from", "to", "client", "node", "operation", "outcome", "showed", "remarks");
    out.open("tbody");
    operations.forEach(operation -> row(out, operation));
    out.close().close().closeLine();
  }

  private void row(Markup out, Operation operation) {
    if (named.contains(operation.number())) {
      out.open("tr", "class", "found").element("td", "▶ " + operation.number());
    } else {
      out.open("tr").element("td", Long.toString(operation.number()));
    }
    out.element("td", Words.moment(operation.beganMicros(), 4));
    out.element("td", Words.moment(operation.endedMicros(), 4));
    out.element("td", Integer.toString(operation.client()));
    out.element("td", operation.node() == 0 ? "any" : Integer.toString(operation.node()));
    out.element("td", asked(operation));
    String outcome = operation.outcome().name().toLowerCase(Locale.ROOT);
    out.open("td").element("span", "", "class", "swatch " + outcome, "aria-hidden", "true");
    out.text(outcome + (operation.status() > 0 ? " " + operation.status() : "")).close();
    out.element("td", shown(operation));
    out.element("td", Words.beginning(remarks(operation), NOTE_MAX)).closeLine();
  }

  private static String asked(Operation operation) {
    String asked = operation.kind().name().replace('_', ' ');
    asked += operation.write().map(it -> " " + Words.ending(it, NAME_MAX)).orElse("");
    return asked + operation.context().map(it -> " after " + names(it)).orElse("");
  }

  private static String shown(Operation operation) {
    if (operation.kind().isWrite() || isWithoutAnswer(operation)) {
      return "";
    }
    return operation.shown().isEmpty() ? "nothing" : names(operation.shown());
  }

  private static boolean isWithoutAnswer(Operation operation) {
    return operation.shown().isEmpty() && operation.outcome() != Operation.Outcome.OK;
  }

  private static String names(List<String> names) {
    Stream<String> said = names.stream().limit(NAMES_MAX).map(it -> Words.ending(it, NAME_MAX));
    String more = names.size() > NAMES_MAX ? " and " + (names.size() - NAMES_MAX) + " more" : "";
    return names.isEmpty() ? "nothing" : String.join(", ", said.toList()) + more;
  }

  private static String remarks(Operation operation) {
    List<String> remarks = new ArrayList<>();
    if (operation.strict()) {
      remarks.add("strict");
    }
    if (operation.attempts() > 1) {
      remarks.add(operation.attempts() + " attempts");
    }
    if (operation.acks() > 0) {
      String standIns =
          operation.standIns() > 0 ? ", " + Words.count(operation.standIns(), "stand-in") : "";
      remarks.add(Words.count(operation.acks(), "ack") + standIns);
    }
    if (operation.degraded()) {
      remarks.add("degraded");
    }
    if (!operation.note().isEmpty()) {
      remarks.add(operation.note());
    }
    return String.join("; ", remarks);
  }
}
