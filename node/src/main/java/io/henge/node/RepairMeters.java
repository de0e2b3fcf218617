package io.henge.node;

import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import io.henge.node.port.Clock;
import io.henge.node.repair.Refill;
import io.henge.node.storage.Scrub;
import io.micrometer.core.instrument.Counter;
import java.util.OptionalLong;

/** What is counted of finding damage and making it good. */
final class RepairMeters implements Refill.Outcome {
  private static final double MILLIS_PER_SECOND = 1000;

  private final Counter refilled;
  private final Counter failed;

  /** Registers all of it; the scrub is asked whenever somebody reads the metrics. */
  RepairMeters(NodeParts parts, Scrub scrub) {
    Meters meters = parts.meters();
    refilled = meters.counter(Metric.REFILLED);
    failed = meters.counter(Metric.REFILL_FAILED);
    meters.gauge(Metric.DAMAGED, parts.store()::damagedCount);
    meters.gauge(Metric.SCRUB_RUNNING, () -> scrub.status().running() ? 1 : 0);
    meters.gauge(
        Metric.SCRUB_AGE, () -> ageSeconds(parts.clock(), scrub.status().finishedMillis()));
    meters.count(Metric.SCRUB_RECORDS, () -> scrub.total().records());
    meters.count(Metric.SCRUB_READ, () -> scrub.total().bytes());
    meters.count(Metric.SCRUB_CORRUPT, () -> scrub.total().corrupt());
    meters.count(Metric.SCRUB_MISSING, () -> scrub.total().missing());
    meters.count(Metric.SCRUB_ORPHANS, () -> scrub.total().orphans());
  }

  private static double ageSeconds(Clock clock, OptionalLong finishedMillis) {
    return finishedMillis.isPresent()
        ? (clock.wallMillis() - finishedMillis.getAsLong()) / MILLIS_PER_SECOND
        : Double.NaN;
  }

  @Override
  public void refilled() {
    refilled.increment();
  }

  @Override
  public void failed() {
    failed.increment();
  }
}
