package io.henge.chaos.report;

/** The time of a history, from left to right. */
final class TimeAxis {
  /** Room for names at the left, and for what a line is called at the right. */
  static final double WIDTH = 960;

  static final double LEFT = 74;
  static final double RIGHT = 884;

  private static final int TICKS_MAX = 14;
  private static final int[] STEPS = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600};

  private final long lengthMicros;

  TimeAxis(long lengthMicros) {
    this.lengthMicros = lengthMicros;
  }

  double x(long micros) {
    double share = (double) micros / lengthMicros;
    return LEFT + (RIGHT - LEFT) * Math.max(0, Math.min(1, share));
  }

  long lengthMicros() {
    return lengthMicros;
  }

  /** How many seconds there are between two marks. */
  private int stepSeconds() {
    for (int step : STEPS) {
      if (lengthMicros / Buckets.SECOND_MICROS / step <= TICKS_MAX) {
        return step;
      }
    }
    return (int) (lengthMicros / Buckets.SECOND_MICROS / TICKS_MAX);
  }

  void draw(Svg svg, double y) {
    svg.line("axis", LEFT, y, RIGHT, y);
    int step = stepSeconds();
    for (long second = 0; second * Buckets.SECOND_MICROS <= lengthMicros; second += step) {
      double x = x(second * Buckets.SECOND_MICROS);
      svg.line("axis", x, y, x, y + 4);
      svg.text("m dim", x, y + 15, second + (second == 0 ? " s" : ""));
    }
  }
}
