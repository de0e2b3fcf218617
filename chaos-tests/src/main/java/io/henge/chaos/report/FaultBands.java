package io.henge.chaos.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/** Faults by time: named at the top, and shaded through all that is drawn below. */
final class FaultBands {
  private static final double LANE = 16;
  private static final double SIGN = 6.2;
  private static final int LANES_MAX = 10;
  private static final int NAME_MAX = 40;
  private static final double WIDTH_MIN = 2;

  private final LongToDoubleFunction x;
  private final double right;
  private final List<Band> bands = new ArrayList<>();
  private int unnamed;
  private int lanes;

  /** Where a fault is named: each name has its place for itself. */
  private record Band(FaultSpan span, int lane, String name, double textX, double from, double to) {
    boolean overlaps(Band other) {
      return lane == other.lane && from < other.to && other.from < to;
    }

    Band in(int other) {
      return new Band(span, other, name, textX, from, to);
    }
  }

  /**
   * Places them.
   *
   * @param x where a moment is
   * @param right where all of them end
   */
  FaultBands(LongToDoubleFunction x, double right, List<FaultSpan> spans) {
    this.x = x;
    this.right = right;
    spans.forEach(this::place);
  }

  private void place(FaultSpan span) {
    String name = Words.beginning(span.label(), NAME_MAX);
    double width = name.length() * SIGN + 6;
    double from = x.applyAsDouble(span.fromMicros());
    double text = from + width <= right ? from + 3 : Math.max(0, right - width);
    double to = Math.max(text + width, x.applyAsDouble(span.toMicros()));
    Band band = new Band(span, 0, name, text, Math.min(from, text), to);
    for (int lane = 0; lane < LANES_MAX; lane++) {
      Band here = band.in(lane);
      if (bands.stream().noneMatch(here::overlaps)) {
        bands.add(here);
        lanes = Math.max(lanes, lane + 1);
        return;
      }
    }
    bands.add(band.in(-1));
    unnamed++;
  }

  double height() {
    return lanes * LANE + (unnamed > 0 ? LANE : 0) + 4;
  }

  /** Shades them from the top of the drawing down to there. */
  void shade(Svg svg, double bottom) {
    for (Band band : bands) {
      double y = band.lane < 0 ? height() : band.lane * LANE;
      svg.rect("shade " + band.span.family().style(), x(band), y, width(band), bottom - y);
    }
  }

  void name(Svg svg) {
    for (Band band : bands) {
      if (band.lane >= 0) {
        double y = band.lane * LANE;
        String style = "fault " + band.span.family().style();
        svg.rect(style, x(band), y, width(band), LANE - 2, told(band.span));
        svg.text("name", band.textX, y + LANE - 5.5, band.name);
      }
    }
    if (unnamed > 0) {
      String text = "and " + unnamed + " more, listed below";
      svg.text("dim", TimeAxis.LEFT, lanes * LANE + 11, text);
    }
  }

  private double x(Band band) {
    return x.applyAsDouble(band.span.fromMicros());
  }

  private double width(Band band) {
    return Math.max(WIDTH_MIN, x.applyAsDouble(band.span.toMicros()) - x(band));
  }

  private static String told(FaultSpan span) {
    return "%s, %s s to %s s"
        .formatted(
            span.label(), Words.moment(span.fromMicros(), 2), Words.moment(span.toMicros(), 2));
  }
}
