package io.henge.client.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ClientMetrics metrics = new ClientMetrics(registry);

  private double count(String name, String... tags) {
    return registry.get("henge.client." + name).tags(tags).counter().count();
  }

  @Test
  void what_a_client_does_is_counted() {
    metrics.attempted("10.0.0.1:7401", "GET", 200, Duration.ofMillis(3));
    metrics.attempted("10.0.0.1:7401", "GET", 0, Duration.ofMillis(5));
    metrics.retried("PUT", "broken");
    metrics.retried("PUT", "broken");
    metrics.hedged("GET");
    metrics.retryRefused("GET");
    metrics.suspected("10.0.0.1:7401", "silent");
    metrics.recovered("10.0.0.1:7401");
    metrics.ringChanged(4);
    metrics.ringUnknown("nobody");
    metrics.damaged("10.0.0.1:7401", "k");
    assertThat(registry.get("henge.client.attempts").tag("status", "200").timer().count())
        .isEqualTo(1);
    assertThat(registry.get("henge.client.attempts").tag("status", "none").timer().count())
        .isEqualTo(1);
    assertThat(count("retries", "method", "PUT")).isEqualTo(2);
    assertThat(count("hedges", "method", "GET")).isEqualTo(1);
    assertThat(count("retries.refused", "method", "GET")).isEqualTo(1);
    assertThat(count("suspicions", "node", "10.0.0.1:7401")).isEqualTo(1);
    assertThat(count("recoveries", "node", "10.0.0.1:7401")).isEqualTo(1);
    assertThat(count("ring.changes")).isEqualTo(1);
    assertThat(count("ring.failures")).isEqualTo(1);
    assertThat(count("damaged")).isEqualTo(1);
  }
}
