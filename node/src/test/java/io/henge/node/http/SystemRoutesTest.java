package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.http.RawClient.Answer;
import io.henge.node.storage.Backup;
import io.henge.node.storage.BackupConflict;
import io.henge.node.storage.StorageFailure;
import io.henge.ring.ChainEntry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
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
  void the_status_is_told_on_the_admin_listener() throws IOException {
    Answer answer = admin.get("/-/status");
    assertThat(answer.status()).isEqualTo(200);
    JsonObject status = new JsonObject(answer.text());
    JsonObject partitions = status.getJsonObject("partitions");
    assertThat(partitions.getInteger("owned")).isEqualTo(10);
    assertThat(partitions.getInteger("underReplicated")).isEqualTo(3);
    assertThat(status.getJsonObject("antiEntropy").getInteger("equal")).isEqualTo(6);
    assertThat(status.getJsonObject("antiEntropy").containsKey("oldestSeconds")).isFalse();
    assertThat(status.getJsonObject("hints").getLong("bytes")).isEqualTo(2048);
    assertThat(status.getJsonObject("tombstones").getJsonObject("waitingFor").getInteger("2"))
        .isEqualTo(5);
    assertThat(status.containsKey("chain")).isFalse();
    node.chain.advance(Listeners.entry());
    JsonObject founded = new JsonObject(admin.get("/-/status").text());
    assertThat(founded.getLong("chain")).isEqualTo(1);
    assertThat(founded.getString("phase")).isEqualTo("done");
    assertThat(client.get("/-/status").status()).isEqualTo(404);
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

  @Test
  void a_backup_is_made_by_post_on_the_admin_listener_alone() throws IOException {
    node.backups = name -> Future.succeededFuture(new Backup.Report(5, 2, 70_000, 0));
    Answer made = admin.request("POST", "/-/backup?name=monday", "Content-Length: 0\r\n", "");
    assertThat(made.status()).isEqualTo(201);
    assertThat(new JsonObject(made.text()))
        .isEqualTo(
            new JsonObject()
                .put("name", "monday")
                .put("keys", 5)
                .put("files", 2)
                .put("bytes", 70_000)
                .put("missing", 0));
    assertThat(admin.get("/-/backup?name=monday").status()).isEqualTo(405);
    String none = "Content-Length: 0\r\n";
    assertThat(client.request("POST", "/-/backup?name=monday", none, "").status()).isEqualTo(404);
  }

  @Test
  void backups_that_are_not_made_say_why() throws IOException {
    String none = "Content-Length: 0\r\n";
    assertThat(admin.request("POST", "/-/backup", none, "").status()).isEqualTo(400);
    assertThat(admin.request("POST", "/-/backup?name=%zz", none, "").status()).isEqualTo(400);
    node.backups = name -> Future.failedFuture(new IllegalArgumentException("not a name"));
    assertThat(admin.request("POST", "/-/backup?name=X", none, "").status()).isEqualTo(400);
    node.backups = name -> Future.failedFuture(new BackupConflict("there is one"));
    assertThat(admin.request("POST", "/-/backup?name=a", none, "").status()).isEqualTo(409);
    node.backups =
        name ->
            Future.failedFuture(new StorageFailure(StorageFailure.Kind.NO_SPACE, "no space left"));
    assertThat(admin.request("POST", "/-/backup?name=a", none, "").status()).isEqualTo(507);
  }

  @Test
  void the_scrub_is_shown_to_the_admin() throws IOException {
    JsonObject shown = new JsonObject(admin.get("/-/scrub").text());
    assertThat(shown.getBoolean("running")).isFalse();
    assertThat(shown.getLong("passes")).isEqualTo(3);
    assertThat(shown.getLong("records")).isEqualTo(10);
    assertThat(shown.getLong("bytes")).isEqualTo(2000);
    assertThat(shown.getLong("corrupt")).isEqualTo(1);
    assertThat(shown.getLong("missing")).isEqualTo(2);
    assertThat(shown.getLong("orphans")).isEqualTo(4);
    assertThat(shown.getLong("damaged")).isEqualTo(5);
    assertThat(shown.getString("startedAt")).isEqualTo("2023-11-14T22:13:20Z");
    assertThat(shown.containsKey("finishedAt")).isFalse();
    assertThat(client.get("/-/scrub").status()).isEqualTo(404);
  }

  @Test
  void a_post_begins_a_pass_of_the_scrub_as_fast_as_asked() throws IOException {
    assertThat(admin.request("POST", "/-/scrub", "", "").status()).isEqualTo(202);
    assertThat(admin.request("POST", "/-/scrub?rate=1048576", "", "").status()).isEqualTo(202);
    for (String bad :
        List.of("rate=0", "rate=-1", "rate=fast", "rate=", "rate=1&rate=2", "x=1", "rate=%zz")) {
      assertThat(admin.request("POST", "/-/scrub?" + bad, "", "").status()).as(bad).isEqualTo(400);
    }
    assertThat(node.scrub.rates).containsExactly(Long.MAX_VALUE, 1_048_576L);
    Answer refused = admin.request("DELETE", "/-/scrub", "", "");
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Allow")).contains("GET, HEAD, POST");
    assertThat(client.request("POST", "/-/scrub", "", "").status()).isEqualTo(404);
  }

  @Test
  void the_filling_is_shown_to_the_admin() throws IOException {
    JsonObject shown = new JsonObject(admin.get("/-/fill").text());
    assertThat(shown)
        .isEqualTo(
            new JsonObject()
                .put("owned", 4)
                .put("filled", 1)
                .put("keys", 20)
                .put("bytes", 3000)
                .put("skipped", 2)
                .put("waiting", new JsonArray().add("partition 3: it waits")));
    assertThat(client.get("/-/fill").status()).isEqualTo(404);
  }

  @Test
  void losses_are_accepted_partition_by_partition() throws IOException {
    String accept = "/-/fill/accept-loss";
    assertThat(admin.request("POST", accept + "?partitions=0,2-3", "", "").status()).isEqualTo(202);
    for (String bad :
        List.of(
            "",
            "?partitions=",
            "?partitions=1,",
            "?partitions=3-2",
            "?partitions=-1",
            "?partitions=all",
            "?partitions=70000",
            "?partitions=1&partitions=2",
            "?partitions=1&x=2",
            "?partitions=%zz")) {
      assertThat(admin.request("POST", accept + bad, "", "").status()).as(bad).isEqualTo(400);
    }
    assertThat(admin.request("POST", accept + "?partitions=1,9", "", "").status()).isEqualTo(404);
    assertThat(node.lossesAccepted).containsExactly(0, 2, 3);
    assertThat(admin.request("POST", accept + "?partitions=waiting", "", "").status())
        .isEqualTo(202);
    assertThat(node.lossesAccepted).containsExactly(0, 2, 3, 3);
    assertThat(admin.get(accept + "?partitions=1").status()).isEqualTo(405);
    assertThat(client.request("POST", accept + "?partitions=1", "", "").status()).isEqualTo(404);
  }
}
