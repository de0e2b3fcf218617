package io.henge.node;

import io.henge.node.background.Governor;
import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import java.util.function.Supplier;

/** What the governor has measured, and what follows from it. */
final class GovernorMeters {
  private static final double MILLIS_PER_SECOND = 1000;

  private GovernorMeters() {}

  /** Registers all of it; the governor is asked whenever somebody reads the metrics. */
  static void register(Meters meters, Governor governor) {
    meters.gauge(Metric.BACKGROUND_SHARE, governor::share);
    register(meters, "read", governor::reads);
    register(meters, "write", governor::writes);
  }

  private static void register(Meters meters, String kind, Supplier<Governor.Latency> latency) {
    meters.gauge(
        Metric.FOREGROUND_QUANTILE,
        () -> latency.get().quantileMillis() / MILLIS_PER_SECOND,
        "kind",
        kind);
    meters.gauge(
        Metric.FOREGROUND_BASELINE,
        () -> latency.get().baselineMillis() / MILLIS_PER_SECOND,
        "kind",
        kind);
  }
}
