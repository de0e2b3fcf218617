package io.henge.chaos.report;

import io.henge.chaos.history.Operation.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What the operations and the nodes of a schedule came to, bucket by bucket. */
final class Charts {
  static final double OUTCOMES = 96;
  static final double LATENCY = 84;
  static final double BACKLOG = 52;

  /** So much is drawn of what is not right, be it ever so little of all. */
  private static final double SEEN_MIN = 2;

  private static final double GAP = 0.6;
  private static final double NAME_APART = 11;

  private final TimeAxis axis;
  private final Buckets buckets;
  private final Svg svg;

  Charts(TimeAxis axis, Buckets buckets, Svg svg) {
    this.axis = axis;
    this.buckets = buckets;
    this.svg = svg;
  }

  /** How many came out how, stacked. */
  void outcomes(double top) {
    double perSecond = 1.0 / buckets.widthSeconds();
    int most = buckets.all().stream().mapToInt(Buckets.Bucket::count).max().orElse(0);
    double full = roundUp(most * perSecond);
    grid(top, OUTCOMES, 0, full);
    double[] reached = new double[buckets.all().size()];
    for (Outcome outcome : Outcome.values()) {
      StringBuilder way = new StringBuilder();
      for (int i = 0; i < reached.length; i++) {
        int count = buckets.all().get(i).count(outcome);
        if (count > 0) {
          double height = count * perSecond / full * OUTCOMES;
          height = outcome == Outcome.OK ? height : Math.max(SEEN_MIN, height);
          way.append(column(i, top + OUTCOMES - reached[i], height));
          reached[i] += height;
        }
      }
      svg.path(outcome.name().toLowerCase(Locale.ROOT), way.toString());
    }
  }

  private String column(int bucket, double bottom, double height) {
    double width = right(bucket) - left(bucket) - GAP;
    return "M%s %sh%sv-%sh-%sz"
        .formatted(px(left(bucket)), px(bottom), px(width), px(height), px(width));
  }

  /** Two quantiles, on a scale on which each line is ten times the one below. */
  void latency(double top) {
    List<Latencies> all = buckets.all().stream().map(Buckets.Bucket::latencies).toList();
    List<Latencies> some = all.stream().filter(it -> !it.isEmpty()).toList();
    if (some.isEmpty()) {
      none(top, LATENCY);
      return;
    }
    long least = some.stream().mapToLong(it -> it.quantileMicros(0.5)).min().orElse(1);
    long most = some.stream().mapToLong(it -> it.quantileMicros(0.99)).max().orElse(1);
    int low = (int) Math.floor(decade(least));
    int high = Math.max(low + 1, (int) Math.ceil(decade(most)));
    for (int decade = low; decade <= high; decade++) {
      double y = top + LATENCY * (high - decade) / (high - low);
      String said = Words.took((long) Math.pow(10, decade)).replace(".00", "").replace(".0", "");
      scale(y, said);
    }
    lines(
        new Line("p50", at -> decades(all.get(at), 0.5, low, high)),
        new Line("p99", at -> decades(all.get(at), 0.99, low, high)),
        top,
        LATENCY);
  }

  private static OptionalDouble decades(Latencies latencies, double share, int low, int high) {
    if (latencies.isEmpty()) {
      return OptionalDouble.empty();
    }
    double decade = decade(latencies.quantileMicros(share));
    return OptionalDouble.of((decade - low) / (high - low));
  }

  private static double decade(long micros) {
    return Math.log10((double) Math.max(1, micros));
  }

  /** What the nodes still owe each other, together. */
  void backlog(double top, Backlog backlog) {
    if (backlog.isEmpty()) {
      none(top, BACKLOG);
      return;
    }
    double full = roundUp((double) backlog.most());
    grid(top, BACKLOG, 0, full);
    lines(
        new Line("hints", at -> backlog.hints(at, full)),
        new Line("under-rep.", at -> backlog.underReplicated(at, full)),
        top,
        BACKLOG);
  }

  /** A line, by how high it is in each bucket: 0 at the bottom, 1 at the top. */
  private record Line(String name, IntFunction<OptionalDouble> height) {}

  private void lines(Line first, Line second, double top, double height) {
    svg.path("line one", way(first, top, height));
    svg.path("line two", way(second, top, height));
    double firstY = last(first, top, height);
    double secondY = last(second, top, height);
    double apart = Math.max(0, NAME_APART - Math.abs(firstY - secondY)) / 2;
    double down = secondY <= firstY ? apart : -apart;
    svg.text("called one", TimeAxis.RIGHT + 5, firstY + down + 3.5, first.name);
    svg.text("called two", TimeAxis.RIGHT + 5, secondY - down + 3.5, second.name);
  }

  private String way(Line line, double top, double height) {
    StringBuilder way = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < buckets.all().size(); i++) {
      OptionalDouble at = line.height.apply(i);
      if (at.isPresent()) {
        double x = (left(i) + right(i)) / 2;
        String point = px(x) + " " + px(top + height * (1 - at.getAsDouble()));
        // A line of no length has round ends: a bucket alone is a dot.
        way.append(drawing ? "L" + point : "M" + point + "h0");
      }
      drawing = at.isPresent();
    }
    return way.toString();
  }

  private double last(Line line, double top, double height) {
    return IntStream.range(0, buckets.all().size())
        .mapToObj(line.height)
        .filter(OptionalDouble::isPresent)
        .reduce((one, next) -> next)
        .map(at -> top + height * (1 - at.getAsDouble()))
        .orElse(top + height);
  }

  private void grid(double top, double height, double low, double high) {
    scale(top, number(high));
    scale(top + height / 2, number((low + high) / 2));
    scale(top + height, number(low));
  }

  private void scale(double y, String said) {
    svg.line("grid", TimeAxis.LEFT, y, TimeAxis.RIGHT, y);
    svg.text("e dim", TimeAxis.LEFT - 8, y + 3.5, said);
  }

  private void none(double top, double height) {
    svg.line("grid", TimeAxis.LEFT, top + height, TimeAxis.RIGHT, top + height);
    svg.text("dim", TimeAxis.LEFT + 4, top + height - 6, "nothing was seen of it");
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Words.count((long) value) : Markup.px(value);
  }

  /** The next of 2, 4, 10, 20, 40, 100 and so on: its half is round, too. */
  static double roundUp(double value) {
    double power = 1;
    while (true) {
      for (int step : new int[] {2, 4, 6, 10}) {
        if (value <= step * power) {
          return step * power;
        }
      }
      power *= 10;
    }
  }

  private double left(int bucket) {
    return axis.x(bucket * buckets.widthMicros());
  }

  private double right(int bucket) {
    return axis.x((bucket + 1) * buckets.widthMicros());
  }

  private static String px(double value) {
    return Markup.px(value);
  }
}
