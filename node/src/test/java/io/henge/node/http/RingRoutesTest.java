package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.failure.BlobFailure;
import io.henge.node.http.RawClient.Answer;
import io.henge.node.membership.RingWish;
import io.henge.ring.Address;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RingRoutesTest {
  private Listeners node;
  private RawClient admin;

  @BeforeEach
  void start() throws IOException {
    node = new Listeners(Listeners.PATIENT);
    admin = node.connectAdmin();
  }

  @AfterEach
  void stop() throws IOException {
    admin.close();
    node.close();
  }

  private Answer post(String target) throws IOException {
    return admin.request("POST", target, "Content-Length: 0\r\n", "");
  }

  private static JsonObject json(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return new JsonObject(answer.text());
  }

  @Test
  void wishes_are_staged_from_the_query_or_the_body() throws IOException {
    json(post("/-/ring/stage?join=10.0.0.9:7501"));
    json(post("/-/ring/stage?leave=2"));
    json(admin.request("POST", "/-/ring/stage", "", "{\"remove\":3}"));
    Answer last = admin.request("POST", "/-/ring/stage", "", "{\"seat\":0,\"zone\":5}");
    json(post("/-/ring/stage?seat=1&weight=7"));
    assertThat(node.ring.staged)
        .containsExactly(
            new RingWish.Join(new Address("10.0.0.9", 7501)),
            new RingWish.Leave(FakeRing.seat(2)),
            new RingWish.Remove(FakeRing.seat(3)),
            new RingWish.Reweigh(FakeRing.seat(0), OptionalInt.of(5), OptionalInt.empty()),
            new RingWish.Reweigh(FakeRing.seat(1), OptionalInt.empty(), OptionalInt.of(7)));
    assertThat(json(last))
        .isEqualTo(
            new JsonObject(
                "{\"staged\":[{\"change\":\"join\",\"peer\":\"10.0.0.9:7501\"},"
                    + "{\"change\":\"leave\",\"seat\":2},{\"change\":\"remove\",\"seat\":3},"
                    + "{\"change\":\"weight\",\"seat\":0,\"zone\":5}]}"));
    assertThat(json(admin.get("/-/ring/staged")).getJsonArray("staged")).hasSize(5);
  }

  @Test
  void what_is_no_wish_is_400_and_nothing_is_staged() throws IOException {
    for (String query :
        List.of(
            "",
            "?leave=x",
            "?leave=1&remove=1",
            "?leave=1&leave=2",
            "?join=nowhere",
            "?seat=1",
            "?seat=1&weight=0",
            "?seat=1&weight=1001",
            "?seat=1&zone=65536",
            "?leave=1&weight=2",
            "?force=true")) {
      assertThat(post("/-/ring/stage" + query).status()).as(query).isEqualTo(400);
    }
    for (String body : List.of("[]", "{\"leave\":\"1\"}", "{\"join\":7}", "{\"leave\":-1}")) {
      assertThat(admin.request("POST", "/-/ring/stage", "", body).status()).as(body).isEqualTo(400);
    }
    assertThat(node.ring.staged).isEmpty();
  }

  @Test
  void all_staged_wishes_are_reverted_or_one() throws IOException {
    json(admin.request("DELETE", "/-/ring/staged", "", ""));
    json(admin.request("DELETE", "/-/ring/staged?index=2", "", ""));
    assertThat(admin.request("DELETE", "/-/ring/staged?index=-1", "", "").status()).isEqualTo(400);
    assertThat(node.ring.asked)
        .containsExactly("revert " + OptionalInt.empty(), "revert " + OptionalInt.of(2));
  }

  @Test
  void a_plan_says_what_moves_and_for_how_long() throws IOException {
    JsonObject plan = json(admin.get("/-/ring/plan"));
    assertThat(plan.getString("base")).isEqualTo(FakeRing.FOUR.digest());
    List<JsonObject> members = objects(plan.getJsonArray("members"));
    assertThat(members).hasSize(5);
    int entering = members.stream().mapToInt(member -> member.getInteger("entering")).sum();
    assertThat(entering).isEqualTo(plan.getJsonObject("replicas").getInteger("moved"));
    assertThat(plan.getJsonObject("replicas").getInteger("leastMoved")).isEqualTo(entering);
    assertThat(plan.getJsonObject("bytes").getLong("moved")).isEqualTo(1_000L * entering);
    assertThat(plan.getJsonObject("bytes").getLong("keptTwice")).isEqualTo(1_000L * entering);
    assertThat(members.get(1).getInteger("after")).isZero();
    assertThat(members.get(4).getInteger("before")).isZero();
    assertThat(plan.getLong("seconds")).isEqualTo(2L * members.get(4).getInteger("entering"));
    assertThat(plan.getInteger("leastCopies")).isEqualTo(3);
    int rows =
        plan.getJsonObject("rowsByChanges").stream()
            .mapToInt(count -> (Integer) count.getValue())
            .sum();
    assertThat(rows).isEqualTo(64);
    List<JsonObject> zones = objects(plan.getJsonArray("zones"));
    assertThat(zones.stream().mapToInt(zone -> zone.getInteger("after")).sum()).isEqualTo(192);
  }

  private static List<JsonObject> objects(JsonArray array) {
    return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
  }

  @Test
  void what_is_staged_is_applied_on_what_it_was_planned_on() throws IOException {
    String base = FakeRing.FOUR.digest();
    JsonObject applied = json(post("/-/ring/apply?base=" + base + "&accept-loss=true"));
    assertThat(applied.getLong("chain")).isEqualTo(2);
    assertThat(applied.getString("digest")).isEqualTo(FakeRing.JOINING.digest());
    assertThat(applied.getString("phase")).isEqualTo("dual");
    json(post("/-/ring/apply"));
    assertThat(post("/-/ring/apply?base=abc").status()).isEqualTo(400);
    assertThat(node.ring.asked).containsExactly("apply " + base + " true", "apply  false");
  }

  @Test
  void the_seats_that_are_gone_for_good_are_named_each_once() throws IOException {
    json(post("/-/ring/force?lost=3,1&accept-loss=true"));
    assertThat(json(post("/-/ring/force?lost=2")).getString("phase")).isEqualTo("done");
    assertThat(node.ring.asked).containsExactly("force [1, 3] true", "force [2] false");
    for (String bad : List.of("", "?lost=", "?lost=1,", "?lost=1,1", "?lost=a", "?lost=-1")) {
      assertThat(post("/-/ring/force" + bad).status()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void one_change_is_applied_at_once() throws IOException {
    json(post("/-/ring/join?peer=10.0.0.9:7501"));
    json(post("/-/ring/leave?seat=1"));
    json(post("/-/ring/remove?seat=2&accept-loss=true"));
    json(post("/-/ring/weight?seat=0&weight=3"));
    json(post("/-/ring/give-up?seat=1"));
    assertThat(json(post("/-/ring/abort")).getString("phase")).isEqualTo("done");
    assertThat(post("/-/ring/join").status()).isEqualTo(400);
    assertThat(post("/-/ring/weight?seat=0").status()).isEqualTo(400);
    assertThat(post("/-/ring/abort?seat=0").status()).isEqualTo(400);
    assertThat(node.ring.asked)
        .containsExactly(
            "at once " + new RingWish.Join(new Address("10.0.0.9", 7501)) + " false",
            "at once " + new RingWish.Leave(FakeRing.seat(1)) + " false",
            "at once " + new RingWish.Remove(FakeRing.seat(2)) + " true",
            "at once "
                + new RingWish.Reweigh(FakeRing.seat(0), OptionalInt.empty(), OptionalInt.of(3))
                + " false",
            "give up 1",
            "abort");
  }

  @Test
  void a_refusal_is_told_as_it_is() throws IOException {
    node.ring.failure = Optional.of(BlobFailure.of(ErrorCode.CONFLICT, "plan again"));
    Answer answer = post("/-/ring/apply");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text()).contains("plan again");
  }

  @Test
  void the_progress_names_who_gets_what_and_what_is_missing() throws IOException {
    JsonObject progress = json(admin.get("/-/ring/progress"));
    assertThat(progress.getString("phase")).isEqualTo("dual");
    assertThat(progress.getBoolean("done")).isFalse();
    assertThat(progress.getJsonArray("leaving").getJsonObject(0).getInteger("seat")).isEqualTo(1);
    assertThat(objects(progress.getJsonArray("members")))
        .anySatisfy(
            member -> {
              assertThat(member.getInteger("seat")).isEqualTo(4);
              assertThat(member.getInteger("partitions")).isPositive();
              assertThat(member.getInteger("filled")).isZero();
            });
    assertThat(progress.getJsonArray("missing").getString(0)).contains("is filled for 0 of the");
  }

  @Test
  void the_balance_is_that_of_the_newest_layout() throws IOException {
    JsonObject balance = json(admin.get("/-/ring/balance"));
    JsonObject alone = balance.getJsonArray("members").getJsonObject(0);
    assertThat(alone.getInteger("partitions")).isEqualTo(8);
    assertThat(alone.getDouble("deviation")).isZero();
    assertThat(balance.getDouble("maxToMean")).isEqualTo(1.0);
    assertThat(balance.getInteger("rowsThatCrowdAZone")).isZero();
  }

  @Test
  void the_ring_is_drawn() throws IOException {
    Answer drawing = admin.get("/-/ring.svg");
    assertThat(drawing.status()).isEqualTo(200);
    assertThat(drawing.header("Content-Type")).contains("image/svg+xml");
    assertThat(drawing.text()).isEqualTo(RingDrawing.of(Listeners.entry()));
  }

  @Test
  void other_methods_are_405_and_the_client_port_knows_none_of_it() throws IOException {
    assertThat(admin.get("/-/ring/apply").header("Allow")).contains("POST");
    assertThat(post("/-/ring/plan").header("Allow")).contains("GET, HEAD");
    assertThat(post("/-/ring/staged").header("Allow")).contains("GET, HEAD, DELETE");
    assertThat(admin.request("HEAD", "/-/ring/plan", "", "").status()).isEqualTo(200);
    try (RawClient client = node.connect()) {
      assertThat(client.get("/-/ring/plan").status()).isEqualTo(404);
      assertThat(client.request("POST", "/-/ring/abort", "Content-Length: 0\r\n", "").status())
          .isEqualTo(404);
    }
  }
}
