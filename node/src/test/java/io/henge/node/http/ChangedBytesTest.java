package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.node.blob.InlineBody;
import io.henge.node.http.OwnerRouting.Route;
import io.henge.node.http.RawClient.Answer;
import io.henge.ring.Member;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that change, without TCP's notice, between a node and the owner that works for it. */
class ChangedBytesTest {
  private Listeners owner;
  private Listeners proxy;
  private RawClient client;
  private final StrangeOwners strange = new StrangeOwners();

  @BeforeEach
  void start() throws IOException {
    owner = new Listeners(Listeners.PATIENT);
    proxy = new Listeners(Listeners.PATIENT);
    passOnTo(Listeners.member(1, owner.port()));
    client = proxy.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    proxy.close();
    owner.close();
    strange.close();
  }

  private void passOnTo(Member member) {
    proxy.routing = key -> new Route.Elsewhere(List.of(member));
  }

  /** Answers as told to, whatever it is asked. */
  private Member answering(String... lines) throws IOException {
    byte[] answer = (RawClient.lines(lines) + "\r\nhello").getBytes(StandardCharsets.US_ASCII);
    return strange.of(
        1,
        socket -> {
          assertThat(socket.getInputStream().read()).isPositive();
          socket.getOutputStream().write(answer);
          socket.getOutputStream().flush();
        });
  }

  @ParameterizedTest
  @CsvSource({"200 OK, Henge-Crc32c", "206 Partial Content, Henge-Part-Crc32c"})
  void bytes_that_changed_on_their_way_from_the_owner_are_not_passed_on(String status, String name)
      throws IOException {
    String sum = BodyChecks.crcText(crc("hello"));
    passOnTo(answering("HTTP/1.1 " + status, "Content-Length: 5", name + ": " + sum));
    assertThat(client.get("/same").text()).isEqualTo("hello");
    passOnTo(answering("HTTP/1.1 " + status, "Content-Length: 5", name + ": 00000001"));
    Answer answer = client.get("/changed");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header(name)).isEmpty();
    assertThat(new JsonObject(answer.text()).getString("code")).isEqualTo("unavailable");
    JsonObject owner = new JsonObject(answer.text()).getJsonObject("details");
    assertThat(owner.getJsonArray("replicas").getJsonObject(0).getString("reason"))
        .isEqualTo("storage");
  }

  @Test
  void of_a_long_answer_that_changed_on_its_way_the_end_is_missing() throws IOException {
    String body = "0123456789abcdef".repeat(1 << 18);
    owner.coordinator.hold("long", Buffer.buffer(body));
    assertThat(client.get("/long").text()).isEqualTo(body);
    owner.coordinator.opener =
        (bytes, range) -> new InlineBody(bytes.copy().setByte(1 << 20, (byte) '!'));
    client.send(RawClient.head("GET", "/long", "", ""));
    assertThat(client.isReset()).isTrue();
    await().until(() -> proxy.meters.scrape().contains("henge_http_aborted_total{"));
    assertThat(proxy.meters.scrape()).containsPattern("henge_http_aborted_total\\{[^}]*} 1.0");
  }

  /** Stands before the owner, and changes what is sent to it. */
  private Member changing(String from, String to) throws IOException {
    return strange.of(
        1,
        socket -> {
          Socket upstream = new Socket(InetAddress.getLoopbackAddress(), owner.port());
          Thread back = new Thread(() -> copy(upstream, socket, text -> text));
          back.setDaemon(true);
          back.start();
          copy(socket, upstream, text -> text.replace(from, to));
        });
  }

  private static void copy(Socket from, Socket to, UnaryOperator<String> change) {
    byte[] bytes = new byte[64 << 10];
    try {
      for (int n = from.getInputStream().read(bytes);
          n > 0;
          n = from.getInputStream().read(bytes)) {
        String text = change.apply(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
        to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      }
      to.close();
    } catch (IOException closed) {
      // One side has left, and takes the other one along.
    }
  }

  @Test
  void a_body_that_changed_on_its_way_to_the_owner_is_not_stored() throws IOException {
    passOnTo(changing("hello", "hello"));
    assertThat(client.put("/same", "hello").status()).isEqualTo(201);
    assertThat(owner.coordinator.bytes("same").orElseThrow().toString()).isEqualTo("hello");
    passOnTo(changing("hello", "jello"));
    Answer answer = client.put("/changed", "hello");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("the body changed on its way", "nothing is stored");
    assertThat(owner.coordinator.bytes("changed")).isEmpty();
    client.send(RawClient.head("PUT", "/chunked", "Transfer-Encoding: chunked\r\n", ""));
    client.send("5\r\nhello\r\n0\r\n\r\n");
    assertThat(client.answer("PUT").status()).isEqualTo(503);
    assertThat(owner.coordinator.bytes("chunked")).isEmpty();
  }

  @Test
  void clients_send_no_trailing_checksum() throws IOException {
    String header = RawClient.lines("Henge-Trailing-Crc32c: true");
    assertThat(client.request("PUT", "/proxied", header, "hello").status()).isEqualTo(201);
    assertThat(owner.coordinator.bytes("proxied").orElseThrow().toString()).isEqualTo("hello");
    proxy.routing = key -> new Route.Local();
    assertThat(client.request("PUT", "/here", header, "hello").status()).isEqualTo(201);
    assertThat(proxy.coordinator.bytes("here").orElseThrow().toString()).isEqualTo("hello");
  }

  private static int crc(String text) {
    return new InlineBody(Buffer.buffer(text)).crc32c().orElseThrow();
  }
}
