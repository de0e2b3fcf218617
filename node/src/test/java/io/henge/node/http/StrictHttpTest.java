package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.http.RawClient.Answer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictHttpTest {
  /** What a smuggler wants to have executed: it stands behind, or in, what is malformed. */
  private static final String SMUGGLED =
      "PUT /smuggled HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\n\r\nx";

  private static Listeners node;

  @BeforeAll
  static void start() {
    node = new Listeners(Listeners.PATIENT);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void forget() {
    node.coordinator.forget();
  }

  static Stream<Arguments> malformedHeads() {
    return Stream.of(
        Arguments.of("length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"),
        Arguments.of("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n"),
        Arguments.of("two lengths", "Content-Length: 1\r\nContent-Length: 2\r\n"),
        Arguments.of("two equal lengths", "Content-Length: 1\r\nContent-Length: 1\r\n"),
        Arguments.of("a list of lengths", "Content-Length: 1, 1\r\n"),
        Arguments.of("a plus", "Content-Length: +5\r\n"),
        Arguments.of("a minus", "Content-Length: -1\r\n"),
        Arguments.of("hex", "Content-Length: 0x10\r\n"),
        Arguments.of("an empty length", "Content-Length:\r\n"),
        Arguments.of("a long length", "Content-Length: 99999999999999999999\r\n"),
        Arguments.of("digits of another script", "Content-Length: \u00b2\r\n"),
        Arguments.of("an unknown coding", "Transfer-Encoding: xchunked\r\n"),
        Arguments.of("gzip", "Transfer-Encoding: gzip, chunked\r\n"),
        Arguments.of("identity", "Transfer-Encoding: identity\r\n"),
        Arguments.of("chunked twice", "Transfer-Encoding: chunked, chunked\r\n"),
        Arguments.of("two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n"),
        Arguments.of("chunked not last", "Transfer-Encoding: chunked, identity\r\n"),
        Arguments.of("a tab in the coding", "Transfer-Encoding: \u000bchunked\r\n"),
        Arguments.of("space before the colon", "Content-Length : 4\r\n"),
        Arguments.of("space before the colon of the coding", "Transfer-Encoding : chunked\r\n"),
        Arguments.of("space before the name", "X: 1\r\n Content-Length: 4\r\n"),
        Arguments.of("a folded line", "X-A: 1\r\n 2\r\n"),
        Arguments.of("a folded coding", "Transfer-Encoding:\r\n chunked\r\n"),
        Arguments.of("no colon", "Content-Length\r\n"),
        Arguments.of("an empty name", ": 5\r\n"),
        Arguments.of("a NUL", "X-A: a\0b\r\n"),
        Arguments.of("a bare CR", "X-A: a\rContent-Length: 4\r\n"),
        Arguments.of("a bare LF", "X-A: a\nContent-Length: 4\r\n"),
        Arguments.of("a name of no token", "X(A): 1\r\n"),
        Arguments.of("a second host", "Host: other\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedHeads")
  void a_head_of_two_meanings_is_400_and_the_end(String what, String headers) throws IOException {
    try (RawClient client = node.connect()) {
      client.send("PUT /victim HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n" + SMUGGLED);
      Answer answer = client.answer("PUT");
      assertThat(answer.status()).as(what).isEqualTo(400);
      assertThat(answer.header("Connection")).as(what).contains("close");
      assertThat(answer.header("Henge-Request-Id")).as(what).isPresent();
      assertThat(client.isClosedByServer()).as(what).isTrue();
    }
    assertNothingWasExecuted(what);
  }

  static Stream<Arguments> malformedBodies() {
    return Stream.of(
        Arguments.of("no hex", "zz\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("a minus", "-1\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("a prefix", "0x3\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("an overflow", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("an empty size", "\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("too long a chunk", "2\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("a bare LF", "3\nabc\r\n0\r\n\r\n"),
        Arguments.of("a bare LF after the chunk", "3\r\nabc\n0\r\n\r\n"),
        Arguments.of("a large extension", "3;" + "x".repeat(64 << 10) + "\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("an extension with a bare LF", "3;a\nb\r\nabc\r\n0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedBodies")
  void a_body_of_bad_chunks_is_400_and_the_end(String what, String body) throws IOException {
    try (RawClient client = node.connect()) {
      client.trySend(
          RawClient.head("PUT", "/victim", "Transfer-Encoding: chunked\r\n", "") + body + SMUGGLED);
      Answer answer = client.answer("PUT");
      assertThat(answer.status()).as(what).isEqualTo(400);
      assertThat(answer.header("Connection")).as(what).contains("close");
      assertThat(client.isClosedByServer()).as(what).isTrue();
    }
    assertNothingWasExecuted(what);
  }

  private static void assertNothingWasExecuted(String what) {
    assertThat(node.coordinator.bytes("smuggled")).as(what).isEmpty();
    assertThat(node.coordinator.bytes("victim")).as(what).isEmpty();
  }

  @Test
  void http_1_0_has_no_chunks() throws IOException {
    try (RawClient client = node.connect()) {
      client.send("PUT /victim HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED);
      assertThat(client.answer("PUT").status()).isEqualTo(400);
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertNothingWasExecuted("HTTP/1.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a HTTP/1.1\r\n\r\n",
        "GET /a HTTP/2.0\r\nHost: test\r\n\r\n",
        "GET /a HTTP/1.2\r\nHost: test\r\n\r\n",
        "GET /a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: test\r\n\r\n",
        "GET  /a HTTP/1.1\r\nHost: test\r\n\r\n",
        "GET /a HTTP/1.1 x\r\nHost: test\r\n\r\n",
        "G(T /a HTTP/1.1\r\nHost: test\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001 garbage\r\n\r\n"
      })
  void a_bad_request_line_is_refused_and_the_end(String request) throws IOException {
    try (RawClient client = node.connect()) {
      client.send(request);
      assertThat(client.answer("GET").status()).as(request).isIn(400, 405);
      assertThat(client.isClosedByServer()).as(request).isTrue();
    }
  }

  @Test
  void too_large_a_head_is_431() throws IOException {
    try (RawClient client = node.connect()) {
      client.trySend("GET /a HTTP/1.1\r\nHost: test\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
      assertThat(client.answer("GET").status()).isEqualTo(431);
    }
    try (RawClient client = node.connect()) {
      client.trySend("GET /" + "x".repeat(1 << 20) + " HTTP/1.1\r\nHost: test\r\n\r\n");
      assertThat(client.answer("GET").status()).isEqualTo(431);
    }
    try (RawClient client = node.connect()) {
      client.trySend("GET /a HTTP/1.1\r\nHost: test\r\n" + "X-A: 1\r\n".repeat(10_000) + "\r\n");
      assertThat(client.answer("GET").status()).isEqualTo(431);
    }
  }

  @Test
  void pipelined_requests_are_answered_in_order() throws IOException {
    try (RawClient client = node.connect()) {
      client.put("/p1", "one");
      client.put("/p2", "two");
      String get1 = RawClient.head("GET", "/p1", "", "");
      String get2 = RawClient.head("GET", "/p2", "", "");
      String put3 = RawClient.head("PUT", "/p3", "", "three") + "three";
      String get3 = RawClient.head("GET", "/p3", "", "");
      client.send((get1 + get2 + put3 + get3).repeat(20));
      for (int i = 0; i < 20; i++) {
        assertThat(client.answer("GET").text()).isEqualTo("one");
        assertThat(client.answer("GET").text()).isEqualTo("two");
        assertThat(client.answer("PUT").status()).isEqualTo(201);
        assertThat(client.answer("GET").text()).isEqualTo("three");
      }
    }
  }

  @Test
  void a_pipelined_request_behind_a_malformed_one_is_not_executed() throws IOException {
    try (RawClient client = node.connect()) {
      client.put("/first", "one");
      client.send(
          RawClient.head("GET", "/first", "", "")
              + "PUT /victim HTTP/1.1\r\nHost: test\r\nContent-Length: +1\r\n\r\nx"
              + SMUGGLED);
      assertThat(client.answer("GET").text()).isEqualTo("one");
      assertThat(client.answer("PUT").status()).isEqualTo(400);
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertNothingWasExecuted("pipelined");
  }

  @Test
  void http_1_0_works_without_keep_alive_and_without_chunks() throws IOException {
    try (RawClient client = node.connect()) {
      client.send("PUT /old HTTP/1.0\r\nContent-Length: 3\r\n\r\nold");
      assertThat(client.answer("PUT").status()).isEqualTo(201);
      assertThat(client.isClosedByServer()).isTrue();
    }
    try (RawClient client = node.connect()) {
      client.send("GET /old HTTP/1.0\r\n\r\n");
      Answer answer = client.answer("GET");
      assertThat(answer.text()).isEqualTo("old");
      assertThat(answer.header("Transfer-Encoding")).isEmpty();
      assertThat(client.isClosedByServer()).isTrue();
    }
    try (RawClient client = node.connect()) {
      String get = "GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
      client.send(get);
      assertThat(client.answer("GET").text()).isEqualTo("old");
      client.send(get);
      assertThat(client.answer("GET").text()).isEqualTo("old");
    }
  }

  @Test
  void connection_close_is_heeded() throws IOException {
    try (RawClient client = node.connect()) {
      client.put("/close", "x");
      Answer answer = client.request("GET", "/close", "Connection: close\r\n", "");
      assertThat(answer.text()).isEqualTo("x");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void no_other_protocol_is_offered() throws IOException {
    try (RawClient client = node.connect()) {
      client.put("/upgrade", "x");
      String h2c =
          RawClient.lines(
              "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk");
      assertThat(client.request("GET", "/upgrade", h2c, "").status()).isEqualTo(200);
      String webSocket =
          RawClient.lines(
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
      assertThat(client.request("GET", "/upgrade", webSocket, "").status()).isEqualTo(200);
      assertThat(client.get("/upgrade").status()).isEqualTo(200);
    }
    try (RawClient client = node.connect()) {
      client.send("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n");
      assertThat(client.answer("GET").status()).isEqualTo(405);
    }
  }

  @Test
  void an_encoded_body_is_stored_as_it_is() throws IOException {
    try (RawClient client = node.connect()) {
      client.request("PUT", "/gzip", "Content-Encoding: gzip\r\n", "no gzip at all");
      Answer answer = client.request("GET", "/gzip", "Accept-Encoding: gzip\r\n", "");
      assertThat(answer.text()).isEqualTo("no gzip at all");
    }
  }

  @Test
  void a_request_may_name_its_target_in_full() throws IOException {
    try (RawClient client = node.connect()) {
      client.put("/full", "x");
      assertThat(client.get("http://elsewhere:1/full").text()).isEqualTo("x");
      assertThat(client.get("HTTP://elsewhere/-/health/live").status()).isEqualTo(200);
    }
  }
}
