package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.node.http.OwnerRouting.Route;
import io.henge.node.http.RawClient.Answer;
import io.henge.node.http.StrangeOwners.SocketUser;
import io.henge.ring.Member;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnerProxyTest {
  private Listeners owner;
  private Listeners proxy;
  private RawClient client;
  private final StrangeOwners strange = new StrangeOwners();

  @BeforeEach
  void start() throws IOException {
    owner = new Listeners(Listeners.PATIENT);
    proxy = new Listeners(Listeners.PATIENT);
    owners(Listeners.member(1, owner.port()));
    client = proxy.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    proxy.close();
    owner.close();
    strange.close();
  }

  private void owners(Member... members) {
    proxy.routing = key -> new Route.Elsewhere(List.of(members));
  }

  /** A port on which nobody answers. */
  private Member deadOwner(int seat) throws IOException {
    ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    int port = socket.getLocalPort();
    socket.close();
    return Listeners.member(seat, port);
  }

  @Test
  void everything_passes_through_both_ways() throws IOException {
    String headers =
        RawClient.lines("Content-Type: text/plain", "Henge-Meta-A: 1", "Henge-Context: c");
    Answer put = client.request("PUT", "/b/k%20x?w=2", headers, "hello");
    assertThat(put.status()).isEqualTo(201);
    assertThat(put.header("Henge-Acks")).contains("3 of 3");
    assertThat(owner.coordinator.bytes("b/k x").orElseThrow().toString()).isEqualTo("hello");
    assertThat(owner.coordinator.puts.get(0).options().contextToken()).contains("c");
    assertThat(owner.coordinator.puts.get(0).options().requestId()).isEmpty();

    Answer get = client.get("/b/k%20x?timeout=5s");
    assertThat(get.text()).isEqualTo("hello");
    assertThat(get.header("ETag")).isEqualTo(put.header("ETag"));
    assertThat(get.header("Henge-Meta-A")).contains("1");
    assertThat(get.headers().stream().filter(line -> line.startsWith("Henge-Request-Id")))
        .hasSize(1);
    Answer head = client.request("HEAD", "/b/k%20x", "", "");
    assertThat(head.header("Content-Length")).contains("5");
    String tag = put.header("ETag").orElseThrow();
    assertThat(client.request("GET", "/b/k%20x", "If-None-Match: " + tag + "\r\n", "").status())
        .isEqualTo(304);
    assertThat(client.request("GET", "/b/k%20x", "Range: bytes=1-2\r\n", "").text())
        .isEqualTo("el");
    assertThat(client.request("DELETE", "/b/k%20x", "", "").status()).isEqualTo(204);
    assertThat(client.get("/b/k%20x").status()).isEqualTo(410);
    assertThat(client.put("/b/k%20x", "").status()).isEqualTo(201);
  }

  @Test
  void versions_pass_through() throws IOException {
    String name = client.put("/versions", "hello").header("Henge-Version").orElseThrow();
    assertThat(client.get("/versions?version=" + name).text()).isEqualTo("hello");
    assertThat(client.get("/versions?siblings").status()).isEqualTo(404);
    owner.coordinator.versions =
        List.of(VersionsOverHttpTest.version(1, OptionalLong.empty(), Map.of()));
    Answer list = client.get("/versions?siblings");
    assertThat(list.status()).isEqualTo(300);
    assertThat(list.header("Henge-Siblings")).contains("1");
    assertThat(list.text()).contains(owner.coordinator.versions.get(0).dot().token());
    assertThat(client.request("HEAD", "/versions?siblings", "", "").status()).isEqualTo(300);
  }

  @Test
  void hop_by_hop_headers_end_here() throws IOException {
    String headers =
        RawClient.lines("Connection: keep-alive, henge-meta-hop", "Henge-Meta-Hop: 1", "TE: x");
    assertThat(client.request("PUT", "/hop", headers, "x").status()).isEqualTo(201);
    assertThat(owner.coordinator.puts.get(0).attributes()).doesNotContainKey("henge-meta-hop");
  }

  @Test
  void large_bodies_pass_both_ways() throws IOException {
    String body = "0123456789abcdef".repeat(1 << 18);
    assertThat(client.put("/large", body).status()).isEqualTo(201);
    assertThat(client.get("/large").text()).isEqualTo(body);
    client.send(RawClient.head("PUT", "/chunked", "Transfer-Encoding: chunked\r\n", ""));
    client.send("400000\r\n" + body + "\r\n0\r\n\r\n");
    assertThat(client.answer("PUT").status()).isEqualTo(201);
    assertThat(client.get("/chunked").text()).isEqualTo(body);
  }

  @Test
  void an_owners_refusal_comes_before_the_body() throws IOException {
    client.put("/refused", "old");
    String headers =
        RawClient.lines("Expect: 100-continue", "If-None-Match: *", "Content-Length: 5");
    client.send(RawClient.head("PUT", "/refused", headers, ""));
    Answer answer = client.answer("PUT");
    assertThat(answer.status()).isEqualTo(412);
    assertThat(answer.header("Connection")).contains("close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_client_that_waits_is_asked_when_the_owner_asks() throws IOException {
    client.send(
        RawClient.head("PUT", "/wait", "Expect: 100-continue\r\nContent-Length: 5\r\n", ""));
    assertThat(client.answer("PUT").status()).isEqualTo(100);
    client.send("hello");
    assertThat(client.answer("PUT").status()).isEqualTo(201);
  }

  @Test
  void checksums_are_checked_by_the_owner() throws IOException {
    Answer answer = client.request("PUT", "/sum", "Henge-Crc32c: 00000000\r\n", "hello");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(owner.coordinator.bytes("sum")).isEmpty();
  }

  @Test
  void an_unreachable_owner_is_passed_over() throws IOException {
    owners(deadOwner(1), Listeners.member(2, owner.port()));
    assertThat(client.put("/next", "hello").status()).isEqualTo(201);
    assertThat(client.get("/next").text()).isEqualTo("hello");
    owners(deadOwner(1), deadOwner(2));
    Answer answer = client.put("/nobody", "hello");
    assertThat(answer.status()).isEqualTo(503);
    JsonObject error = new JsonObject(answer.text());
    assertThat(error.getString("code")).isEqualTo("unavailable");
    assertThat(error.getJsonObject("details").getBoolean("maySurface")).isFalse();
    assertThat(reasons(answer)).containsExactly("1 unreachable", "2 unreachable");
  }

  private static boolean maySurface(Answer answer) {
    return new JsonObject(answer.text()).getJsonObject("details").getBoolean("maySurface");
  }

  /** Seat and reason of each owner that an error names. */
  private static List<String> reasons(Answer answer) {
    return new JsonObject(answer.text())
        .getJsonObject("details").getJsonArray("replicas").stream()
            .map(JsonObject.class::cast)
            .map(replica -> replica.getInteger("seat") + " " + replica.getString("reason"))
            .toList();
  }

  @Test
  void an_owner_that_hangs_is_passed_over_as_long_as_nothing_happened() throws IOException {
    List<Socket> held = new ArrayList<>();
    owners(strange.of(1, held::add), Listeners.member(2, owner.port()));
    assertThat(client.put("/hangs?timeout=1s", "hello").status()).isEqualTo(201);
    assertThat(client.get("/hangs?timeout=1s").text()).isEqualTo("hello");
    for (Socket socket : held) {
      socket.close();
    }
  }

  @Test
  void an_owner_that_dies_after_it_took_the_body_leaves_the_write_unknown() throws IOException {
    SocketUser dies =
        socket -> {
          byte[] bytes = new byte[4096];
          int read = socket.getInputStream().read(bytes);
          assertThat(new String(bytes, 0, read, StandardCharsets.US_ASCII))
              .containsIgnoringCase("expect: 100-continue");
          socket
              .getOutputStream()
              .write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          assertThat(socket.getInputStream().readNBytes(5)).hasSize(5);
          socket.close();
        };
    owners(strange.of(1, dies), Listeners.member(2, owner.port()));
    Answer answer = client.put("/unknown", "hello");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(maySurface(answer)).isTrue();
    assertThat(reasons(answer)).containsExactly("1 unreachable");
    assertThat(owner.coordinator.bytes("unknown")).isEmpty();
  }

  @Test
  void a_write_whose_answer_breaks_off_is_unknown_too() throws IOException {
    SocketUser breaks =
        socket -> {
          assertThat(socket.getInputStream().read()).isPositive();
          socket
              .getOutputStream()
              .write(
                  "HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
          socket.getOutputStream().flush();
          socket.close();
        };
    owners(strange.of(1, breaks));
    Answer answer = client.put("/broken-answer", "");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(maySurface(answer)).isTrue();
    assertThat(reasons(answer)).containsExactly("1 unreachable");
  }

  @Test
  void a_write_that_its_owner_does_not_answer_in_time_is_unknown_and_says_so() throws IOException {
    List<Socket> held = new ArrayList<>();
    owners(strange.of(1, held::add), Listeners.member(2, owner.port()));
    Answer answer = client.request("DELETE", "/silent?timeout=200ms", "", "");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(maySurface(answer)).isTrue();
    assertThat(reasons(answer)).containsExactly("1 timeout");
    assertThat(owner.coordinator.deletes).isEmpty();
    for (Socket socket : held) {
      socket.close();
    }
  }

  @Test
  void a_delete_whose_owner_dies_is_unknown_too() throws IOException {
    SocketUser dies =
        socket -> {
          assertThat(socket.getInputStream().read()).isPositive();
          socket.close();
        };
    owners(strange.of(1, dies), Listeners.member(2, owner.port()));
    Answer answer = client.request("DELETE", "/unknown", "", "");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(maySurface(answer)).isTrue();
    assertThat(reasons(answer)).containsExactly("1 unreachable");
    assertThat(owner.coordinator.deletes).isEmpty();
  }

  @Test
  void an_answer_that_breaks_off_is_a_reset() throws IOException {
    SocketUser breaks =
        socket -> {
          assertThat(socket.getInputStream().read()).isPositive();
          socket
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
                      .getBytes(StandardCharsets.US_ASCII));
          socket.getOutputStream().flush();
          socket.close();
        };
    owners(strange.of(1, breaks));
    client.send(RawClient.head("GET", "/half", "", ""));
    assertThat(client.isReset()).isTrue();
  }

  @Test
  void redirects_of_a_peer_are_not_followed() throws IOException {
    AtomicBoolean followed = new AtomicBoolean();
    Member target = strange.of(3, socket -> followed.set(true));
    SocketUser redirects =
        socket -> {
          assertThat(socket.getInputStream().read()).isPositive();
          String location = "http://127.0.0.1:" + target.client().port() + "/x";
          socket
              .getOutputStream()
              .write(
                  ("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
        };
    owners(strange.of(1, redirects));
    assertThat(client.get("/redirected").status()).isEqualTo(302);
    assertThat(followed).isFalse();
  }

  @Test
  void a_request_is_passed_on_once() throws IOException {
    owner.routing = key -> new Route.Elsewhere(List.of(Listeners.member(0, proxy.port())));
    Answer answer = client.get("/loop");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(new JsonObject(answer.text()).getString("code")).isEqualTo("unavailable");
  }

  @Test
  void without_any_owner_a_stand_in_works_on_what_is_sloppy() throws IOException {
    Member dead = deadOwner(1);
    Member standIn = Listeners.member(2, owner.port());
    owner.routing = key -> new Route.Elsewhere(List.of(dead), 0, List.of(), true);
    proxy.routing = key -> new Route.Elsewhere(List.of(dead), 1, List.of(standIn), false);
    assertThat(client.request("PUT", "/k", "", "hello").status()).isEqualTo(201);
    assertThat(owner.coordinator.bytes("k").orElseThrow().toString()).isEqualTo("hello");
    assertThat(client.get("/k?sloppy=true").text()).isEqualTo("hello");
    assertThat(client.request("DELETE", "/k", "", "").status()).isEqualTo(204);
    assertThat(client.get("/k").status()).isEqualTo(503);
    assertThat(client.request("PUT", "/k?sloppy=false", "", "no").status()).isEqualTo(503);
  }

  @Test
  void a_node_that_stands_in_itself_works_on_it_when_no_owner_can_be_reached() throws IOException {
    Member dead = deadOwner(1);
    Member other = Listeners.member(2, owner.port());
    proxy.routing = key -> new Route.Elsewhere(List.of(dead), 0, List.of(other), true);
    assertThat(client.request("PUT", "/k?timeout=5s", "", "hello").status()).isEqualTo(201);
    assertThat(proxy.coordinator.bytes("k").orElseThrow().toString()).isEqualTo("hello");
    assertThat(owner.coordinator.puts).isEmpty();
    assertThat(proxy.coordinator.puts.get(0).options().timeoutMillis()).isLessThanOrEqualTo(5_000);
    assertThat(client.get("/k?sloppy=true").text()).isEqualTo("hello");
    assertThat(client.request("DELETE", "/k", "", "").status()).isEqualTo(204);
  }

  @Test
  void owners_come_before_a_node_that_stands_in() throws IOException {
    Member alive = Listeners.member(2, owner.port());
    Member dead = deadOwner(1);
    proxy.routing = key -> new Route.Elsewhere(List.of(dead, alive), 0, List.of(), true);
    assertThat(client.request("PUT", "/k", "", "hello").status()).isEqualTo(201);
    assertThat(owner.coordinator.puts).hasSize(1);
    assertThat(proxy.coordinator.puts).isEmpty();
  }

  @Test
  void a_suspected_owner_that_keeps_silent_is_not_waited_for_long() throws IOException {
    Member silent = strange.of(1, socket -> {});
    proxy.routing = key -> new Route.Elsewhere(List.of(silent), 1, List.of(), true);
    long begun = System.nanoTime();
    assertThat(client.request("PUT", "/k?timeout=60s", "", "hello").status()).isEqualTo(201);
    assertThat((System.nanoTime() - begun) / 1_000_000).isLessThan(20_000);
  }

  @Test
  void a_node_that_is_not_ready_says_why() throws IOException {
    proxy.routing = key -> new Route.NotReady("it is being founded");
    Answer answer = client.get("/x");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("it is being founded");
  }

  @Test
  void a_client_that_wants_it_is_sent_to_an_owner() throws IOException {
    String base = "http://127.0.0.1:" + owner.port();
    String spoof = RawClient.lines("X-Forwarded-Host: evil", "Forwarded: host=evil");
    Answer get = client.request("GET", "/b/k%20x?redirect&r=1", spoof, "");
    assertThat(get.status()).isEqualTo(302);
    assertThat(get.header("Location")).contains(base + "/b/k%20x?r=1");
    Answer put = client.request("PUT", "/k?redirect=true", spoof, "hello");
    assertThat(put.status()).isEqualTo(307);
    assertThat(put.header("Location")).contains(base + "/k");
    assertThat(client.request("DELETE", "/k?redirect", "", "").status()).isEqualTo(307);
    assertThat(client.request("HEAD", "/k?redirect", "", "").status()).isEqualTo(302);
    proxy.routing = key -> new Route.Local();
    assertThat(client.get("/k?redirect").status()).isEqualTo(404);
  }

  @Test
  void a_client_that_leaves_takes_its_proxied_upload_along() throws IOException {
    client.send(RawClient.head("PUT", "/left", "Content-Length: 100\r\n", "") + "half");
    await().until(() -> owner.coordinator.puts.size() == 1);
    client.close();
    await().until(() -> !owner.coordinator.bodyFailures.isEmpty());
    assertThat(owner.coordinator.bytes("left")).isEmpty();
  }

  @Test
  void a_client_that_leaves_takes_its_proxied_read_along() throws IOException {
    Promise<Void> gate = Promise.promise();
    AtomicBoolean waiting = new AtomicBoolean();
    owner.coordinator.before =
        key -> {
          waiting.set(true);
          return gate.future();
        };
    client.send(RawClient.head("GET", "/left", "", ""));
    await().untilTrue(waiting);
    client.close();
    await().until(() -> owner.meters.scrape().contains("henge_http_in_flight 0.0"));
    gate.tryComplete();
    owner.coordinator.before = key -> Future.succeededFuture();
  }
}
