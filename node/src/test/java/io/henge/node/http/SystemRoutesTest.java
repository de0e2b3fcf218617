package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.http.RawClient.Answer;
import io.henge.ring.ChainEntry;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SystemRoutesTest {
  private Listeners node;
  private RawClient client;
  private RawClient admin;

  @BeforeEach
  void start() throws IOException {
    node = new Listeners(Listeners.PATIENT, false);
    client = node.connect();
    admin = node.connectAdmin();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    admin.close();
    node.close();
  }

  @Test
  void health_is_told_on_both_listeners() throws IOException {
    for (RawClient listener : List.of(client, admin)) {
      node.health = new Health(true, List.of());
      Answer live = listener.get("/-/health/live");
      assertThat(live.status()).isEqualTo(200);
      assertThat(live.header("Henge-Request-Id")).isPresent();
      assertThat(listener.get("/-/health/ready").status()).isEqualTo(200);
      node.health = new Health(false, List.of("the disk is full"));
      Answer ready = listener.get("/-/health/ready");
      assertThat(ready.status()).isEqualTo(503);
      assertThat(new JsonObject(ready.text()).getJsonArray("reasons").getString(0))
          .isEqualTo("the disk is full");
      assertThat(listener.request("HEAD", "/-/health/ready", "", "").status()).isEqualTo(503);
      assertThat(listener.get("/-/health/live").status()).isEqualTo(200);
    }
  }

  @Test
  void the_ring_is_503_before_the_founding_and_then_a_document_with_a_tag() throws IOException {
    assertThat(client.get("/-/ring").status()).isEqualTo(503);
    assertThat(client.put("/k", "x").status()).isEqualTo(503);
    ChainEntry entry = Listeners.entry();
    node.chain.advance(entry);
    for (RawClient listener : List.of(client, admin)) {
      Answer ring = listener.get("/-/ring");
      assertThat(ring.status()).isEqualTo(200);
      assertThat(ring.text()).isEqualTo(entry.toJson());
      assertThat(ring.header("ETag")).contains("\"" + entry.digest() + "\"");
      assertThat(ring.header("Content-Type")).contains("application/json");
      String same = "If-None-Match: \"" + entry.digest() + "\"\r\n";
      assertThat(listener.request("GET", "/-/ring", same, "").status()).isEqualTo(304);
      assertThat(listener.request("GET", "/-/ring", "If-None-Match: \"x\"\r\n", "").status())
          .isEqualTo(200);
    }
  }

  @Test
  void metrics_are_for_the_admin_alone() throws IOException {
    node.chain.advance(Listeners.entry());
    client.put("/secret-key", "x");
    client.get("/secret-key");
    client.get("/missing");
    assertThat(client.get("/-/metrics").status()).isEqualTo(404);
    Answer metrics = admin.get("/-/metrics");
    assertThat(metrics.status()).isEqualTo(200);
    assertThat(metrics.header("Content-Type").orElseThrow()).startsWith("text/plain");
    assertThat(metrics.text())
        .contains("henge_http_requests_total{method=\"PUT\",status=\"2xx\"} 1.0")
        .contains("henge_http_requests_total{method=\"GET\",status=\"2xx\"} 1.0")
        .contains("henge_http_errors_total{code=\"not-found\"} 2.0")
        .contains("henge_http_received_bytes_total 1.0")
        .contains("henge_http_request_seconds_bucket")
        .contains("henge_http_connections{listener=\"client\"} 1.0")
        .doesNotContain("secret");
  }

  @Test
  void the_admin_has_no_blobs() throws IOException {
    node.chain.advance(Listeners.entry());
    assertThat(admin.put("/k", "x").status()).isEqualTo(404);
    assertThat(admin.get("/k").status()).isEqualTo(404);
    assertThat(admin.request("POST", "/-/ring", "", "").status()).isEqualTo(405);
    assertThat(node.coordinator.puts).isEmpty();
  }
}
