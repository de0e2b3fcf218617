package io.henge.chaos.report;

import io.henge.chaos.history.History;
import io.henge.chaos.history.Operation.Outcome;
import io.henge.chaos.history.Sample;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What happened in one schedule, drawn over one axis of time; and the same as a table. */
final class Timeline {
  private static final int BUCKETS_MAX = 240;
  private static final double TITLE = 34;
  private static final double APART = 8;
  private static final double SIGN = 6.8;

  private final ScheduleResult result;
  private final Figures figures;
  private final TimeAxis axis;
  private final List<FaultSpan> spans;
  private final Buckets buckets;
  private final Backlog backlog;

  Timeline(ScheduleResult result, Figures figures) {
    History history = result.history();
    this.result = result;
    this.figures = figures;
    this.axis = new TimeAxis(figures.lengthMicros());
    this.spans = FaultSpan.of(result, figures.lengthMicros());
    this.buckets = Buckets.of(history, figures.lengthMicros(), BUCKETS_MAX);
    this.backlog = Backlog.of(history, buckets);
  }

  List<FaultSpan> spans() {
    return spans;
  }

  void draw(Markup out) {
    FaultBands bands = new FaultBands(axis::x, TimeAxis.RIGHT, spans);
    NodeBars nodes = new NodeBars(axis, result.history());
    double nodesTop = bands.height() + 24;
    double outcomesTop = nodesTop + nodes.height() + TITLE;
    double latencyTop = outcomesTop + Charts.OUTCOMES + TITLE;
    double backlogTop = latencyTop + Charts.LATENCY + TITLE;
    double bottom = backlogTop + Charts.BACKLOG + APART;
    Svg svg = Svg.begin(out, TimeAxis.WIDTH, bottom + 34, told());
    bands.shade(svg, bottom);
    bands.name(svg);
    title(svg, nodesTop, "nodes");
    legend(svg, nodesTop - 9, Sample.State.values());
    nodes.draw(svg, nodesTop);
    Charts charts = new Charts(axis, buckets, svg);
    title(svg, outcomesTop, "operations per second, by outcome");
    legend(svg, outcomesTop - 9, Outcome.values());
    charts.outcomes(outcomesTop);
    title(svg, latencyTop, "latency" + (buckets.widthSeconds() == 1 ? ", each second" : ""));
    charts.latency(latencyTop);
    title(svg, backlogTop, "hints and under-replicated blobs of all nodes");
    charts.backlog(backlogTop, backlog);
    axis.draw(svg, bottom);
    mark(svg, result.healedMicros(), "healed", bottom, true);
    mark(svg, result.equalMicros(), "all equal", bottom, false);
    svg.end();
  }

  private static void title(Svg svg, double top, String title) {
    svg.text("title", TimeAxis.LEFT, top - 9, title);
  }

  /** What the colours stand for, from right to left. */
  private static void legend(Svg svg, double y, Enum<?>[] kinds) {
    double x = TimeAxis.RIGHT;
    for (int i = kinds.length - 1; i >= 0; i--) {
      String word = kinds[i].name().toLowerCase(Locale.ROOT).replace('_', ' ');
      x -= word.length() * SIGN;
      svg.text("dim", x, y, word);
      svg.rect(word.replace(" ", ""), x - 13, y - 8, 9, 9);
      x -= 24;
    }
  }

  private void mark(Svg svg, long micros, String name, double bottom, boolean before) {
    if (micros > 0) {
      double x = axis.x(micros);
      svg.line("mark", x, 0, x, bottom + 22);
      svg.text(before ? "e marked" : "marked", before ? x - 4 : x + 4, bottom + 30, name);
    }
  }

  /** What the drawing shows, for those who do not see it. */
  private String told() {
    String faults =
        spans.stream()
            .limit(20)
            .map(it -> it.label() + " at " + Words.moment(it.fromMicros(), 1) + " s")
            .collect(Collectors.joining(", "));
    return "Timeline over %s s: states of the nodes, outcomes, latencies and backlog. Faults: %s. Its numbers are in the table below."
        .formatted(Words.moment(figures.lengthMicros(), 1), faults.isEmpty() ? "none" : faults);
  }

  /** The numbers that are drawn. */
  void table(Markup out) {
    out.open("table", "class", "numbers").open("thead").open("tr");
    for (String column :
        List.of(
            "from s", "ok", "refused", "unknown", "damaged", "p50", "p99", "hints", "under-rep.")) {
      out.element("th", column, "scope", "col");
    }
    out.close().close().open("tbody");
    for (int i = 0; i < buckets.all().size(); i++) {
      Buckets.Bucket bucket = buckets.all().get(i);
      out.open("tr").element("td", Long.toString(i * buckets.widthSeconds()));
      for (Outcome outcome : Outcome.values()) {
        out.element("td", Integer.toString(bucket.count(outcome)));
      }
      out.element("td", bucket.latencies().said(0.5));
      out.element("td", bucket.latencies().said(0.99));
      out.element("td", said(backlog.hints().get(i)));
      out.element("td", said(backlog.underReplicated().get(i))).close();
    }
    out.close().closeLine();
  }

  private static String said(OptionalLong number) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : Words.NONE;
  }
}
