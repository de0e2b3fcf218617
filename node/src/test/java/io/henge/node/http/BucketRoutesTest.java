package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.http.RawClient.Answer;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BucketRoutesTest {
  private static final String IMMUTABLE = "{\"conflict\":\"immutable\"}";

  private Listeners node;
  private RawClient client;
  private RawClient admin;

  @BeforeEach
  void start() throws IOException {
    node = new Listeners(Listeners.PATIENT);
    client = node.connect();
    admin = node.connectAdmin();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    admin.close();
    node.close();
  }

  private static JsonObject json(Answer answer) {
    return new JsonObject(answer.text());
  }

  @Test
  void a_policy_is_set_shown_and_taken_away() throws IOException {
    assertThat(json(admin.get("/-/buckets/photos")))
        .isEqualTo(
            new JsonObject().put("bucket", "photos").put("conflict", "siblings").put("chain", 1));
    Answer set = admin.put("/-/buckets/photos", "{\"conflict\":\"immutable\", \"r\":1, \"w\": 1}");
    assertThat(set.status()).isEqualTo(200);
    JsonObject photos =
        new JsonObject()
            .put("bucket", "photos")
            .put("conflict", "immutable")
            .put("r", 1)
            .put("w", 1)
            .put("chain", 2);
    assertThat(json(set)).isEqualTo(photos);
    assertThat(json(admin.get("/-/buckets/photos"))).isEqualTo(photos);
    JsonObject all = json(admin.get("/-/buckets"));
    assertThat(all.getInteger("chain")).isEqualTo(2);
    assertThat(all.getJsonObject("buckets").getJsonObject("photos"))
        .isEqualTo(new JsonObject().put("conflict", "immutable").put("r", 1).put("w", 1));
    Answer gone = admin.request("DELETE", "/-/buckets/photos", "", "");
    assertThat(gone.status()).isEqualTo(200);
    assertThat(json(gone).getString("conflict")).isEqualTo("siblings");
    assertThat(json(gone).getInteger("chain")).isEqualTo(3);
    assertThat(json(admin.get("/-/buckets")).getJsonObject("buckets")).isEmpty();
  }

  @Test
  void writes_of_a_bucket_are_strict_if_its_policy_says_so_and_the_request_does_not()
      throws IOException {
    Answer set = admin.put("/-/buckets/safe", "{\"conflict\":\"siblings\",\"sloppy\":false}");
    assertThat(json(set).getBoolean("sloppy")).isFalse();
    assertThat(isSloppy("/safe/k")).isFalse();
    assertThat(isSloppy("/safe/k?sloppy=true")).isTrue();
    assertThat(isSloppy("/other/k")).isTrue();
    admin.put("/-/buckets/safe", "{\"conflict\":\"siblings\",\"sloppy\":true}");
    assertThat(isSloppy("/safe/k")).isTrue();
    assertThat(json(admin.get("/-/buckets/safe")).containsKey("sloppy")).isFalse();
  }

  private boolean isSloppy(String target) throws IOException {
    client.put(target, "x");
    client.request("DELETE", target, "", "");
    boolean put = node.coordinator.puts.get(node.coordinator.puts.size() - 1).options().sloppy();
    var delete = node.coordinator.deletes.get(node.coordinator.deletes.size() - 1);
    assertThat(delete.options().sloppy()).isEqualTo(put);
    return put;
  }

  @Test
  void the_default_bucket_has_the_empty_name() throws IOException {
    assertThat(admin.put("/-/buckets/", IMMUTABLE).status()).isEqualTo(200);
    assertThat(json(admin.get("/-/buckets/")).getString("conflict")).isEqualTo("immutable");
    assertThat(json(admin.get("/-/buckets")).getJsonObject("buckets").fieldNames())
        .containsExactly("");
  }

  @Test
  void the_name_is_decoded_once_and_not_normalised() throws IOException {
    for (String raw : List.of("a%20b", "%C3%A4", "..", "a.b", "%2e")) {
      assertThat(admin.put("/-/buckets/" + raw, IMMUTABLE).status()).as(raw).isEqualTo(200);
    }
    assertThat(json(admin.get("/-/buckets")).getJsonObject("buckets").fieldNames())
        .containsExactlyInAnyOrder("a b", "ä", "..", "a.b", ".");
  }

  @Test
  void what_is_no_bucket_or_no_policy_is_400_and_changes_nothing() throws IOException {
    for (String raw : List.of("a/b", "a%2Fb", "-", "%zz", "%00", "x?y=1")) {
      assertThat(admin.put("/-/buckets/" + raw, IMMUTABLE).status()).as(raw).isEqualTo(400);
    }
    for (String body :
        List.of(
            "",
            "[]",
            "immutable",
            "{}",
            "{\"conflict\":\"maybe\"}",
            "{\"conflict\":3}",
            "{\"conflict\":null}",
            "{\"conflict\":\"siblings\",\"r\":0}",
            "{\"conflict\":\"siblings\",\"r\":2}",
            "{\"conflict\":\"siblings\",\"r\":17}",
            "{\"conflict\":\"siblings\",\"r\":99999999999}",
            "{\"conflict\":\"siblings\",\"w\":\"1\"}",
            "{\"conflict\":\"siblings\",\"w\":1.5}",
            "{\"conflict\":\"siblings\",\"w\":null}",
            "{\"conflict\":\"siblings\",\"sloppy\":null}",
            "{\"conflict\":\"siblings\",\"sloppy\":\"false\"}",
            "{\"conflict\":\"siblings\",\"quorum\":1}")) {
      Answer answer = admin.put("/-/buckets/photos", body);
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(json(answer).getString("code")).isEqualTo("bad-request");
    }
    assertThat(node.chain.entry().orElseThrow().number()).isEqualTo(1);
  }

  @Test
  void a_body_that_is_too_long_is_413() throws IOException {
    RawClient other = node.connectAdmin();
    assertThat(other.put("/-/buckets/photos", " ".repeat(5_000)).status()).isEqualTo(413);
    other.close();
  }

  @Test
  void other_methods_are_405_and_the_client_listener_knows_no_buckets() throws IOException {
    Answer refused = admin.request("POST", "/-/buckets/photos", "", "");
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Allow")).contains("GET, HEAD, PUT, DELETE");
    assertThat(admin.request("DELETE", "/-/buckets", "", "").status()).isEqualTo(405);
    assertThat(client.get("/-/buckets").status()).isEqualTo(404);
    assertThat(client.get("/-/buckets/photos").status()).isEqualTo(404);
  }

  @Test
  void a_vote_that_fails_says_why() throws IOException {
    node.policies =
        (bucket, policy, millis) ->
            Future.failedFuture(BlobFailure.of(ErrorCode.CONFLICT, "in force is chain entry 9"));
    Answer lost = admin.put("/-/buckets/photos", IMMUTABLE);
    assertThat(lost.status()).isEqualTo(409);
    assertThat(json(lost).getString("message")).contains("entry 9");
    ReplicaFailure down = new ReplicaFailure(new Seat(2), Reason.UNREACHABLE, "nobody there");
    node.policies =
        (bucket, policy, millis) ->
            Future.failedFuture(
                BlobFailure.quorum(
                    ErrorCode.QUORUM_NOT_REACHED, "no majority", true, List.of(down)));
    Answer unknown = admin.put("/-/buckets/photos", IMMUTABLE);
    assertThat(unknown.status()).isEqualTo(503);
    JsonObject details = json(unknown).getJsonObject("details");
    assertThat(details.getBoolean("maySurface")).isTrue();
    assertThat(details.getJsonArray("replicas").getJsonObject(0).getInteger("seat")).isEqualTo(2);
  }

  @Test
  void before_the_founding_there_are_no_policies() throws IOException {
    try (Listeners unfounded = new Listeners(Listeners.PATIENT, false);
        RawClient early = unfounded.connectAdmin()) {
      assertThat(early.get("/-/buckets").status()).isEqualTo(503);
      assertThat(early.put("/-/buckets/photos", IMMUTABLE).status()).isEqualTo(503);
      assertThat(early.request("DELETE", "/-/buckets/photos", "", "").status()).isEqualTo(503);
    }
  }
}
