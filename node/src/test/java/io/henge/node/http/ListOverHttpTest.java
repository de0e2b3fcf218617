package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.KeyBound;
import io.henge.node.coordinator.ListAnswer;
import io.henge.node.coordinator.ListRequest;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.http.RawClient.Answer;
import io.henge.ring.BlobKey;
import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import io.henge.ring.version.Actor;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListOverHttpTest {
  private static final ListAnswer NOTHING =
      new ListAnswer(List.of(), List.of(), Optional.empty(), Optional.empty(), 3);

  private final List<ListRequest> asked = new ArrayList<>();
  private Listeners node;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    node = new Listeners(Listeners.PATIENT);
    client = node.connect();
    answer(NOTHING);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    node.close();
  }

  private void answer(ListAnswer answer) {
    node.coordinator.pages =
        request -> {
          asked.add(request);
          return Future.succeededFuture(answer);
        };
  }

  private JsonObject list(String query) throws IOException {
    Answer answer = client.get("/-/keys" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    return new JsonObject(answer.text());
  }

  @Test
  void what_is_asked_for_is_read_from_the_query() throws IOException {
    list("");
    list("?prefix=a%2Fb%20%C3%A9&delimiter=%2F&after=a/b+%C3%A9/x&limit=7&timeout=2s");
    list("?prefix=a/&delimiter=/&after=a/b/");
    assertThat(asked.get(0).range().limit()).isEqualTo(1_000);
    assertThat(asked.get(0).range().from()).isEqualTo(KeyBound.START);
    assertThat(asked.get(0).timeoutMillis()).isEqualTo(Listeners.PATIENT.timeoutMillis());
    ListRequest second = asked.get(1);
    assertThat(second.range().prefix()).isEqualTo("a/b \u00e9");
    assertThat(second.range().delimiter()).contains("/");
    assertThat(second.range().from()).isEqualTo(KeyBound.after("a/b \u00e9/x"));
    assertThat(second.range().limit()).isEqualTo(7);
    assertThat(second.timeoutMillis()).isEqualTo(2_000);
    assertThat(asked.get(2).range().from()).as("a group").isEqualTo(KeyBound.past("a/b/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?limit=0",
        "?limit=1001",
        "?limit=-1",
        "?limit=",
        "?limit=ten",
        "?limit=99999999999",
        "?delimiter=",
        "?prefix=%ff",
        "?prefix=%zz",
        "?prefix=%00",
        "?after=a%00",
        "?delimiter=%ED%A0%80",
        "?prefix=a&prefix=b",
        "?marker=a",
        "?r=1",
        "?timeout=0",
        "?timeout=never",
      })
  void what_makes_no_sense_is_400(String query) throws IOException {
    assertThat(client.get("/-/keys" + query).status()).isEqualTo(400);
    assertThat(asked).isEmpty();
  }

  @Test
  void what_is_longer_than_a_key_is_400() throws IOException {
    for (String name : List.of("prefix", "after", "delimiter")) {
      assertThat(client.get("/-/keys?" + name + "=" + "x".repeat(1024)).status()).isEqualTo(200);
      assertThat(client.get("/-/keys?" + name + "=" + "x".repeat(1025)).status()).isEqualTo(400);
    }
  }

  @Test
  void it_is_only_read() throws IOException {
    Answer answer = client.request("PUT", "/-/keys", "", "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("GET, HEAD");
    assertThat(client.get("/-/keys/").status()).isEqualTo(404);
    Answer head = client.request("HEAD", "/-/keys", "", "");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.text()).isEmpty();
    assertThat(client.request("GET", "/-/keys", RawClient.lines("Content-Length: 1"), "x").status())
        .isEqualTo(400);
  }

  @Test
  void a_page_shows_what_a_read_of_each_key_would() throws IOException {
    Version shown =
        new Version(
            new Dot(new Actor(new NodeId(1), new Incarnation(1), 1), 1),
            Context.EMPTY,
            new Timestamp(1_700_000_000_000L, 0),
            Policy.SIBLINGS,
            Optional.empty(),
            OptionalLong.of(1_700_000_060_000L),
            Optional.of(new Content(4, 1, new TreeMap<>(Map.of("content-type", "text/x")))));
    BlobKey key = BlobKey.of("a/\"\u0001\u00e9\ud83d\ude00");
    answer(
        new ListAnswer(
            List.of(new ListAnswer.Entry(key, shown, 2)),
            List.of("a/b/"),
            Optional.of("a/b/"),
            Optional.empty(),
            3));
    String token = shown.dot().token();
    assertThat(list("?delimiter=/"))
        .isEqualTo(
            new JsonObject()
                .put(
                    "keys",
                    new JsonArray()
                        .add(
                            new JsonObject()
                                .put("key", key.text())
                                .put("size", 4)
                                .put("etag", "\"" + token + "\"")
                                .put("version", token)
                                .put("lastModified", "2023-11-14T22:13:20Z")
                                .put("contentType", "text/x")
                                .put("siblings", 2)
                                .put("expires", "2023-11-14T22:14:20Z")))
                .put("prefixes", new JsonArray().add("a/b/"))
                .put("next", "a/b/")
                .put("complete", true));
  }

  @Test
  void a_page_that_may_be_incomplete_says_so_and_why() throws IOException {
    assertThat(list("").getString("next", "none")).isNull();
    BitSet lacking = new BitSet();
    lacking.set(5, 105);
    answer(
        new ListAnswer(
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.of(
                new ListAnswer.Shortage(
                    lacking,
                    List.of(new ReplicaFailure(new Seat(2), Reason.TIMEOUT, "no answer")))),
            3));
    Answer answer = client.get("/-/keys");
    assertThat(answer.header("Henge-Degraded")).contains("true");
    JsonObject page = new JsonObject(answer.text());
    assertThat(page.getBoolean("complete")).isFalse();
    JsonObject missing = page.getJsonObject("missing");
    assertThat(missing.getInteger("partitions")).isEqualTo(100);
    assertThat(missing.getJsonArray("first")).hasSize(16).startsWith(5, 6);
    assertThat(missing.getJsonArray("members").getJsonObject(0))
        .isEqualTo(
            new JsonObject().put("seat", 2).put("reason", "timeout").put("text", "no answer"));
  }

  @Test
  void failures_are_answered_as_always() throws IOException {
    node.coordinator.pages =
        request ->
            Future.failedFuture(
                BlobFailure.quorum(
                    ErrorCode.QUORUM_NOT_REACHED, "no member answered", false, List.of()));
    assertThat(client.get("/-/keys").status()).isEqualTo(503);
  }
}
