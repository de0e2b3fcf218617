package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.failure.BlobFailure;
import io.henge.node.http.RawClient.Answer;
import io.henge.ring.Address;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplaceRoutesTest {
  private static final String PATH = "/-/ring/replace";

  private record Wish(Seat seat, Address newcomer, boolean acceptLoss) {}

  private final List<Wish> wishes = new CopyOnWriteArrayList<>();
  private Listeners node;
  private RawClient admin;

  @BeforeEach
  void start() throws IOException {
    node = new Listeners(Listeners.PATIENT);
    node.replacements =
        (seat, newcomer, acceptLoss, millis) -> {
          wishes.add(new Wish(seat, newcomer, acceptLoss));
          return Future.succeededFuture(Listeners.entry());
        };
    admin = node.connectAdmin();
  }

  @AfterEach
  void stop() throws IOException {
    admin.close();
    node.close();
  }

  private Answer post(String query, String body) throws IOException {
    String headers = body.isEmpty() ? "Content-Length: 0\r\n" : "";
    return admin.request("POST", PATH + query, headers, body);
  }

  @Test
  void a_wish_stands_in_the_query_or_in_the_body() throws IOException {
    Answer first = post("?seat=2&peer=10.0.0.9:7501", "");
    assertThat(first.status()).isEqualTo(200);
    assertThat(new JsonObject(first.text()))
        .isEqualTo(new JsonObject().put("chain", 1).put("digest", Listeners.entry().digest()));
    assertThat(post("?seat=0&peer=%5B::1%5D:7501&accept-loss=true", "").status()).isEqualTo(200);
    assertThat(post("", "{\"seat\":3,\"peer\":\"a.example:1\"}").status()).isEqualTo(200);
    assertThat(post("", "{\"seat\":4,\"peer\":\"a.example:1\",\"accept-loss\":true}").status())
        .isEqualTo(200);
    assertThat(wishes)
        .containsExactly(
            new Wish(new Seat(2), new Address("10.0.0.9", 7501), false),
            new Wish(new Seat(0), new Address("::1", 7501), true),
            new Wish(new Seat(3), new Address("a.example", 1), false),
            new Wish(new Seat(4), new Address("a.example", 1), true));
  }

  @Test
  void what_is_no_wish_is_400_and_nobody_is_asked() throws IOException {
    for (String query :
        List.of(
            "?seat=2",
            "?peer=a.example:1",
            "?seat=-1&peer=a.example:1",
            "?seat=x&peer=a.example:1",
            "?seat=99999999999&peer=a.example:1",
            "?seat=1&seat=2&peer=a.example:1",
            "?seat=1&peer=nowhere",
            "?seat=1&peer=a.example:1&accept-loss=yes",
            "?seat=1&peer=a.example:1&force=true",
            "?seat=%zz&peer=a.example:1")) {
      assertThat(post(query, "").status()).as(query).isEqualTo(400);
    }
    for (String body :
        List.of(
            "",
            "[]",
            "{}",
            "seat=1",
            "{\"seat\":\"1\",\"peer\":\"a.example:1\"}",
            "{\"seat\":1,\"peer\":7}",
            "{\"seat\":1,\"peer\":\"a.example:1\",\"accept-loss\":\"true\"}",
            "{\"seat\":1,\"peer\":\"a.example:1\",\"x\":1}")) {
      assertThat(post("", body).status()).as(body).isEqualTo(400);
    }
    assertThat(wishes).isEmpty();
  }

  @Test
  void a_refusal_is_told_as_it_is() throws IOException {
    for (ErrorCode code : List.of(ErrorCode.CONFLICT, ErrorCode.QUORUM_NOT_REACHED)) {
      node.replacements =
          (seat, newcomer, acceptLoss, millis) ->
              Future.failedFuture(BlobFailure.of(code, "say accept-loss=true"));
      Answer answer = post("?seat=2&peer=10.0.0.9:7501", "");
      assertThat(answer.status()).isEqualTo(code.httpStatus());
      assertThat(answer.text()).contains("say accept-loss=true");
    }
  }

  @Test
  void it_is_asked_with_post_on_the_admin_port_alone() throws IOException {
    assertThat(admin.get(PATH).status()).isEqualTo(405);
    try (RawClient client = node.connect()) {
      assertThat(
              client
                  .request("POST", PATH + "?seat=2&peer=10.0.0.9:7501", "Content-Length: 0\r\n", "")
                  .status())
          .isEqualTo(404);
    }
    assertThat(wishes).isEmpty();
  }
}
