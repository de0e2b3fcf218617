package io.henge.node.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Where the metrics of a node are registered, and where Prometheus reads them. Thread-safe.
 *
 * <p>Asking twice for the same metric with the same labels gives the same meter; hot paths ask once
 * and keep it.
 */
public final class Meters {
  /** Upper bounds of the histograms: enough for quantiles from a cached read to a huge upload. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** The registry holds them weakly. */
  private final Queue<Supplier<Number>> counted = new ConcurrentLinkedQueue<>();

  /**
   * A count that only grows.
   *
   * @param labels names and values in turn
   */
  public Counter counter(Metric metric, String... labels) {
    return Counter.builder(metric.text())
        .description(metric.help())
        .baseUnit(unit(metric))
        .tags(labels)
        .register(registry);
  }

  /**
   * Durations, as a histogram.
   *
   * @param labels names and values in turn
   */
  public Timer timer(Metric metric, String... labels) {
    return Timer.builder(metric.text())
        .description(metric.help())
        .serviceLevelObjectives(BUCKETS)
        .tags(labels)
        .register(registry);
  }

  /**
   * A value that goes up and down and is looked at when somebody reads the metrics, on any thread.
   *
   * @param labels names and values in turn
   */
  public void gauge(Metric metric, Supplier<Number> value, String... labels) {
    Gauge.builder(metric.text(), value)
        .description(metric.help())
        .baseUnit(unit(metric))
        .tags(labels)
        .register(registry);
  }

  /**
   * A count that somebody else keeps, and that only grows.
   *
   * @param labels names and values in turn
   */
  public void count(Metric metric, Supplier<Number> value, String... labels) {
    FunctionCounter.builder(metric.text(), value, source -> source.get().doubleValue())
        .description(metric.help())
        .baseUnit(unit(metric))
        .tags(labels)
        .register(registry);
    counted.add(value);
  }

  /** All metrics in Prometheus' text format 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  // Micrometer wants null where there is no unit.
  private static String unit(Metric metric) {
    return metric.unit().isEmpty() ? null : metric.unit();
  }
}
