package io.henge.node;

import io.henge.node.handoff.Backlog;
import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import io.henge.node.port.Clock;
import io.micrometer.core.instrument.Counter;

/** What is counted of hints; one for all event loops. */
final class HintMeters implements Backlog.Events {
  private final Counter delivered;
  private final Counter dropped;
  private final Counter refused;

  private HintMeters(Meters meters) {
    delivered = meters.counter(Metric.HINTS_DELIVERED);
    dropped = meters.counter(Metric.HINTS_DROPPED);
    refused = meters.counter(Metric.HINTS_REFUSED);
  }

  /** An empty backlog, with all that is counted of it registered. */
  static Backlog backlog(Meters meters, Clock clock, long bytesMax) {
    Backlog backlog = new Backlog(() -> bytesMax, new HintMeters(meters));
    meters.gauge(Metric.HINTS, backlog::keys);
    meters.gauge(Metric.HINTS_SIZE, backlog::bytes);
    meters.gauge(Metric.HINTS_AGE, () -> backlog.ageSeconds(clock.wallMillis()));
    return backlog;
  }

  @Override
  public void delivered() {
    delivered.increment();
  }

  @Override
  public void dropped() {
    dropped.increment();
  }

  @Override
  public void refused() {
    refused.increment();
  }
}
