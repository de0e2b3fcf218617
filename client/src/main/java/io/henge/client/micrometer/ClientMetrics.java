package io.henge.client.micrometer;

import io.henge.client.ClientEvents;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/**
 * Counts what a client does, in a Micrometer registry.
 *
 * <pre>{@code
 * HengeClient.builder().endpoints("127.0.0.1:7401").events(new ClientMetrics(registry)).build()
 * }</pre>
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><td>{@code henge.client.attempts}</td><td>timer by node, method, status</td></tr>
 *   <tr><td>{@code henge.client.retries}, {@code .hedges}, {@code .retries.refused}</td>
 *     <td>counters by method</td></tr>
 *   <tr><td>{@code henge.client.suspicions}, {@code .recoveries}</td><td>counters by node</td></tr>
 *   <tr><td>{@code henge.client.ring.changes}, {@code .ring.failures}, {@code .damaged}</td>
 *     <td>counters</td></tr>
 * </table>
 */
public final class ClientMetrics implements ClientEvents {
  private static final String PREFIX = "henge.client.";

  private final MeterRegistry registry;

  public ClientMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void attempted(String node, String method, int status, Duration took) {
    registry
        .timer(
            PREFIX + "attempts",
            "node",
            node,
            "method",
            method,
            "status",
            status == 0 ? "none" : Integer.toString(status))
        .record(took);
  }

  @Override
  public void retried(String method, String reason) {
    registry.counter(PREFIX + "retries", "method", method).increment();
  }

  @Override
  public void hedged(String method) {
    registry.counter(PREFIX + "hedges", "method", method).increment();
  }

  @Override
  public void retryRefused(String method) {
    registry.counter(PREFIX + "retries.refused", "method", method).increment();
  }

  @Override
  public void suspected(String node, String reason) {
    registry.counter(PREFIX + "suspicions", "node", node).increment();
  }

  @Override
  public void recovered(String node) {
    registry.counter(PREFIX + "recoveries", "node", node).increment();
  }

  @Override
  public void ringChanged(long chain) {
    registry.counter(PREFIX + "ring.changes").increment();
  }

  @Override
  public void ringUnknown(String reason) {
    registry.counter(PREFIX + "ring.failures").increment();
  }

  @Override
  public void damaged(String node, String key) {
    registry.counter(PREFIX + "damaged").increment();
  }
}
