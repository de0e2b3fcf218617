package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.SurveyAnswer;
import io.henge.node.coordinator.SurveyAnswer.Verdict;
import io.henge.node.coordinator.SurveyAnswer.Voice;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.http.LastComparisons.LastComparison;
import io.henge.node.http.RawClient.Answer;
import io.henge.node.message.PeerReply;
import io.henge.ring.ChainEntry;
import io.henge.ring.Incarnation;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.version.Actor;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplainOverHttpTest {
  private final ChainEntry entry = Listeners.entry();
  private Listeners node;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    node = new Listeners(Listeners.PATIENT, true);
    client = node.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    node.close();
  }

  private void answer(int filled, Optional<PeerReply.Head> head) {
    answer(filled, head, List.of());
  }

  private void answer(int filled, Optional<PeerReply.Head> head, List<Voice> standIns) {
    Member owner = entry.layout().members().get(0);
    Optional<ReplicaFailure> failure =
        head.isPresent()
            ? Optional.empty()
            : Optional.of(new ReplicaFailure(owner.seat(), Reason.TIMEOUT, "no answer"));
    node.coordinator.survey =
        key ->
            new SurveyAnswer(
                key,
                entry,
                List.of(new Voice(owner, true, head, failure)),
                standIns,
                new Verdict(filled, 1, BlobObject.EMPTY, Optional.empty(), List.of()));
  }

  private JsonObject explain(String path) throws IOException {
    Answer answer = client.get(path);
    assertThat(answer.status()).isEqualTo(200);
    return new JsonObject(answer.text());
  }

  @Test
  void the_key_is_read_as_in_any_other_path() throws IOException {
    answer(1, Optional.of(new PeerReply.Head(true, BlobObject.EMPTY, Optional.empty())));
    assertThat(explain("/-/explain/b/a%2Fb//./c").getString("key")).isEqualTo("b/a/b//./c");
    assertThat(client.get("/-/explain/").status()).isEqualTo(400);
    assertThat(client.get("/-/explain/%zz").status()).isEqualTo(400);
    assertThat(client.get("/-/explain/k?x=1").status()).isEqualTo(400);
    assertThat(client.request("DELETE", "/-/explain/k", "", "").status()).isEqualTo(405);
  }

  @Test
  void what_a_stand_in_has_is_a_hint() throws IOException {
    BlobObject hinted =
        BlobObject.written(
            new Version(
                new Dot(new Actor(new NodeId(1), new Incarnation(1), 1), 1),
                Context.EMPTY,
                new Timestamp(1, 0),
                Policy.SIBLINGS,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.of(new Content(4, 1, new TreeMap<>()))));
    Optional<PeerReply.Head> empty =
        Optional.of(new PeerReply.Head(true, BlobObject.EMPTY, Optional.empty()));
    Optional<PeerReply.Head> hint =
        Optional.of(new PeerReply.Head(false, hinted, Optional.empty()));
    Member member = entry.layout().members().get(0);
    answer(
        1,
        empty,
        List.of(
            new Voice(member, false, hint, Optional.empty()),
            new Voice(member, false, empty, Optional.empty())));
    JsonArray standIns = explain("/-/explain/k").getJsonArray("standIns");
    assertThat(standIns.getJsonObject(0).getBoolean("hint")).isTrue();
    assertThat(standIns.getJsonObject(1).getBoolean("hint")).isFalse();
  }

  @Test
  void an_owner_tells_when_it_was_compared_with_the_others() throws IOException {
    answer(1, Optional.of(new PeerReply.Head(true, BlobObject.EMPTY, Optional.empty())));
    assertThat(explain("/-/explain/k").containsKey("compared")).isFalse();
    node.comparisons = partition -> Optional.of(new LastComparison("equal", 11.6));
    assertThat(explain("/-/explain/k").getJsonObject("compared"))
        .isEqualTo(new JsonObject().put("result", "equal").put("wholeSecondsAgo", 12));
  }

  @Test
  void it_tells_what_a_read_would_answer_and_what_each_owner_says() throws IOException {
    answer(1, Optional.of(new PeerReply.Head(true, BlobObject.EMPTY, Optional.empty())));
    JsonObject document = explain("/-/explain/k");
    assertThat(document.getJsonObject("read").getInteger("status")).isEqualTo(404);
    JsonObject owner = document.getJsonArray("owners").getJsonObject(0);
    assertThat(owner.getBoolean("answered")).isTrue();
    assertThat(owner.getBoolean("filled")).isTrue();
    assertThat(owner.getString("state")).isEqualTo("empty");

    answer(0, Optional.empty());
    JsonObject silent = explain("/-/explain/k");
    assertThat(silent.getJsonObject("read").getInteger("status")).isEqualTo(503);
    assertThat(silent.getJsonArray("owners").getJsonObject(0).getString("failure"))
        .isEqualTo("timeout");
  }
}
