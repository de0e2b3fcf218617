package io.henge.node;

import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import io.henge.node.port.Clock;
import io.henge.node.removal.RemovalEvents;
import io.henge.node.removal.RemovalStatus;
import io.henge.ring.Seat;
import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is counted of removing tombstones, over all event loops. Thread-safe. */
final class RemovalMeters {
  private final Meters meters;
  private final Counter removed;
  private final Counter rounds;
  private final Counter confirmed;
  private final Counter refused;
  private final Map<Integer, RemovalStatus> ofLoops = new ConcurrentHashMap<>();
  private final Set<Seat> shown = ConcurrentHashMap.newKeySet();

  RemovalMeters(Meters meters, Clock clock) {
    this.meters = meters;
    removed = meters.counter(Metric.TOMBSTONES_REMOVED);
    rounds = meters.counter(Metric.REMOVAL_ROUNDS);
    confirmed = meters.counter(Metric.REMOVALS_CONFIRMED);
    refused = meters.counter(Metric.REMOVALS_REFUSED);
    meters.gauge(Metric.TOMBSTONES, () -> status().waitingKeys());
    meters.gauge(Metric.TOMBSTONES_AGE, () -> status().ageSeconds(clock.wallMillis()));
  }

  /** How it stands in all partitions that this node takes care of. */
  RemovalStatus status() {
    return ofLoops.values().stream().reduce(RemovalStatus.NOTHING, RemovalStatus::plus);
  }

  /** Counts what happens on one event loop. */
  RemovalEvents ofLoop(int number) {
    return new RemovalEvents() {
      @Override
      public void confirmed(int keys) {
        confirmed.increment();
      }

      @Override
      public void refused() {
        refused.increment();
      }

      @Override
      public void decided(int keys) {
        removed.increment(keys);
      }

      @Override
      public void hindered() {
        // Whom it waits for is shown when the round ends.
      }

      @Override
      public void roundEnded(RemovalStatus status) {
        rounds.increment();
        ofLoops.put(number, status);
        status.waitingFor().keySet().forEach(RemovalMeters.this::show);
      }
    };
  }

  private void show(Seat seat) {
    if (shown.add(seat)) {
      meters.gauge(
          Metric.TOMBSTONES_BLOCKED,
          () -> status().waitingFor().getOrDefault(seat, 0),
          "seat",
          Integer.toString(seat.number()));
    }
  }
}
