package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.FileBody;
import io.henge.node.blob.InlineBody;
import io.henge.node.coordinator.ListAnswer;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.http.RawClient.Answer;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesOverHttpTest {
  private static final String CONTINUE = "Expect: 100-continue\r\n";

  private Listeners node;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    node =
        new Listeners(
            new HttpLimits(1_000, 2, 16 << 10, 1 << 20, 10_000, 1_000, ClientPatience.DEFAULT));
    client = node.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    node.close();
  }

  @Test
  void a_client_that_waits_is_asked_for_its_body() throws IOException {
    client.send(RawClient.head("PUT", "/k", CONTINUE + "Content-Length: 5\r\n", ""));
    assertThat(client.answer("PUT").status()).isEqualTo(100);
    client.send("hello");
    assertThat(client.answer("PUT").status()).isEqualTo(201);
    assertThat(client.get("/k").text()).isEqualTo("hello");
  }

  @Test
  void a_refusal_comes_instead_of_the_request_for_the_body() throws IOException {
    client.put("/k", "old");
    String headers = CONTINUE + "If-None-Match: *\r\nContent-Length: 5\r\n";
    client.send(RawClient.head("PUT", "/k", headers, ""));
    Answer answer = client.answer("PUT");
    assertThat(answer.status()).isEqualTo(412);
    assertThat(answer.header("Connection")).contains("close");
    assertThat(client.isClosedByServer()).isTrue();
    assertThat(node.coordinator.bytes("k").orElseThrow().toString()).isEqualTo("old");
  }

  @Test
  void a_refused_small_body_does_not_cost_the_connection() throws IOException {
    client.put("/k", "old");
    assertThat(client.request("PUT", "/k", "If-None-Match: *\r\n", "new").status()).isEqualTo(412);
    assertThat(client.get("/k").text()).isEqualTo("old");
    client.send(RawClient.head("PUT", "/k", "If-None-Match: *\r\nContent-Length: 5\r\n", ""));
    assertThat(client.answer("PUT").status()).isEqualTo(412);
    client.send("hello");
    assertThat(client.get("/k").text()).isEqualTo("old");
  }

  @Test
  void a_client_that_is_still_sending_gets_to_see_the_refusal() throws IOException {
    client.put("/k", "old");
    int length = 1 << 20;
    client.send(
        RawClient.head("PUT", "/k", "If-None-Match: *\r\nContent-Length: " + length + "\r\n", ""));
    client.send("x".repeat(length));
    Answer answer = client.answer("PUT");
    assertThat(answer.status()).isEqualTo(412);
    assertThat(answer.header("Connection")).contains("close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_body_over_the_limit_is_413_before_or_while_it_comes() throws IOException {
    client.send(RawClient.head("PUT", "/k", "Content-Length: 1048577\r\n", ""));
    assertThat(client.answer("PUT").status()).isEqualTo(413);
    try (RawClient chunked = node.connect()) {
      chunked.send(RawClient.head("PUT", "/k", "Transfer-Encoding: chunked\r\n", ""));
      chunked.trySend("100001\r\n" + "x".repeat(0x100001) + "\r\n0\r\n\r\n");
      assertThat(chunked.answer("PUT").status()).isEqualTo(413);
    }
    try (RawClient exact = node.connect()) {
      assertThat(exact.put("/exact", "x".repeat(1 << 20)).status()).isEqualTo(201);
    }
    assertThat(node.coordinator.bytes("k")).isEmpty();
  }

  @Test
  void right_checksums_are_accepted() throws Exception {
    byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
    String md5 = base64("MD5", body);
    String sha256 = base64("SHA-256", body);
    String sha512 = base64("SHA-512", body);
    for (String header :
        new String[] {
          "Content-MD5: " + md5,
          "Henge-Crc32c: 9a71bb4c",
          "Henge-Crc32c: 9A71BB4C",
          "Content-Digest: sha-256=:" + sha256 + ":",
          "Content-Digest: sha-512=:" + sha512 + ":, sha-256=:" + sha256 + ":",
          "Content-Digest: md5=:" + md5 + ":",
          "Content-Digest: unheard-of=:AAAA:, sha-256=:" + sha256 + ":",
          "Content-Digest: unheard-of=:AAAA:"
        }) {
      assertThat(client.request("PUT", "/k", header + "\r\n", "hello").status())
          .as(header)
          .isEqualTo(201);
    }
  }

  @Test
  void wrong_checksums_are_422_and_leave_no_trace() throws Exception {
    byte[] other = "other".getBytes(StandardCharsets.US_ASCII);
    for (String header :
        new String[] {
          "Content-MD5: " + base64("MD5", other),
          "Henge-Crc32c: 00000000",
          "Content-Digest: sha-256=:" + base64("SHA-256", other) + ":",
          "Content-Digest: unheard-of=:AAAA:, sha-512=:" + base64("SHA-512", other) + ":"
        }) {
      Answer answer = client.request("PUT", "/k", header + "\r\n", "hello");
      assertThat(answer.status()).as(header).isEqualTo(422);
      assertThat(new JsonObject(answer.text()).getString("code")).isEqualTo("checksum-mismatch");
    }
    assertThat(node.coordinator.bytes("k")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-MD5: x",
        "Content-MD5: AAAA",
        "Henge-Crc32c: 1234567",
        "Henge-Crc32c: 0x345678",
        "Content-Digest: sha-256=AAAA",
        "Content-Digest: sha-256=:AAAA:",
        "Content-Digest:"
      })
  void a_malformed_checksum_is_400_before_the_body(String header) throws IOException {
    client.send(
        RawClient.head("PUT", "/k", CONTINUE + "Content-Length: 5\r\n" + header + "\r\n", ""));
    assertThat(client.answer("PUT").status()).isEqualTo(400);
    assertThat(node.coordinator.puts).isEmpty();
  }

  private static String base64(String algorithm, byte[] body) throws Exception {
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(body));
  }

  @Test
  void a_client_that_leaves_in_the_middle_leaves_nothing() throws IOException {
    client.send(RawClient.head("PUT", "/k", "Content-Length: 100\r\n", "") + "half");
    await().until(() -> node.coordinator.puts.size() == 1);
    client.close();
    await().until(() -> !node.coordinator.bodyFailures.isEmpty());
    assertThat(node.coordinator.bytes("k")).isEmpty();
    await().until(() -> node.meters.scrape().contains("henge_http_in_flight 0.0"));
  }

  @Test
  void a_large_body_passes_with_back_pressure() throws IOException {
    AtomicInteger chunks = new AtomicInteger();
    node.coordinator.onChunk =
        (source, chunk) -> {
          if (chunks.incrementAndGet() % 3 == 0) {
            source.pause();
            node.vertx().setTimer(1, later -> source.resume());
          }
          return true;
        };
    String body = random(1 << 20, 5);
    assertThat(client.put("/large", body).status()).isEqualTo(201);
    assertThat(node.coordinator.bytes("large").orElseThrow().toString("ISO-8859-1"))
        .isEqualTo(body);
  }

  private static String random(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) random.nextInt('a', 'z' + 1));
    }
    return text.toString();
  }

  @Test
  void a_file_goes_out_as_a_whole_and_in_part_and_is_closed(@TempDir Path directory)
      throws IOException {
    AtomicInteger open = new AtomicInteger();
    node.coordinator.opener = (bytes, range) -> file(directory, bytes, range, open);
    String body = random(1 << 20, 6);
    client.put("/file", body);

    assertThat(client.get("/file").text()).isEqualTo(body);
    await().untilAtomic(open, is(0));
    Answer part = client.request("GET", "/file", "Range: bytes=1000-900000\r\n", "");
    assertThat(part.text()).isEqualTo(body.substring(1000, 900_001));
    assertThat(client.get("/file").header("Content-Type")).contains("application/octet-stream");
    await().untilAtomic(open, is(0));
  }

  private static FileBody file(Path directory, Buffer bytes, ByteRange range, AtomicInteger open) {
    try {
      Path path = directory.resolve("body");
      Files.write(path, bytes.getBytes());
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      open.incrementAndGet();
      return new FileBody(
          channel,
          range,
          new InlineBody(bytes.slice((int) range.offset(), (int) range.end())).crc32c(),
          () -> {
            open.decrementAndGet();
            try {
              channel.close();
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_file_is_closed_when_the_client_leaves_in_the_middle(@TempDir Path directory)
      throws IOException {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger opened = new AtomicInteger();
    Buffer large = Buffer.buffer(new byte[64 << 20]);
    node.coordinator.opener =
        (bytes, range) -> {
          opened.incrementAndGet();
          return file(directory, large, ByteRange.whole(large.length()), open);
        };
    client.put("/file", "x");
    client.send(RawClient.head("GET", "/file", "", ""));
    await().untilAtomic(opened, is(1));
    client.socket().getInputStream().readNBytes(1000);
    client.close();
    await().untilAtomic(open, is(0));
  }

  @Test
  void a_stream_goes_out_as_it_comes_and_is_closed() throws IOException {
    AtomicReference<StreamedBody> last = new AtomicReference<>();
    node.coordinator.opener =
        (bytes, range) -> {
          last.set(new StreamedBody(node.vertx(), bytes, range, false));
          return last.get();
        };
    String body = random(1 << 20, 7);
    client.put("/stream", body);
    assertThat(client.get("/stream").text()).isEqualTo(body);
    await().until(() -> last.get().isClosed());
    Answer part = client.request("GET", "/stream", "Range: bytes=5-9\r\n", "");
    assertThat(part.text()).isEqualTo(body.substring(5, 10));
  }

  @Test
  void a_stream_that_breaks_resets_the_connection() throws IOException {
    AtomicReference<StreamedBody> last = new AtomicReference<>();
    node.coordinator.opener =
        (bytes, range) -> {
          last.set(new StreamedBody(node.vertx(), bytes, range, true));
          return last.get();
        };
    client.put("/stream", random(1 << 20, 8));
    client.send(RawClient.head("GET", "/stream", "", ""));
    assertThat(client.isReset()).isTrue();
    await().until(() -> last.get().isClosed());
  }

  @Test
  void a_body_is_closed_when_its_client_left_before_it_was_opened() throws IOException {
    AtomicReference<StreamedBody> last = new AtomicReference<>();
    AtomicReference<Promise<Void>> gate = new AtomicReference<>();
    client.put("/late", "x");
    node.coordinator.opener =
        (bytes, range) -> {
          last.set(new StreamedBody(node.vertx(), bytes, range, false));
          return last.get();
        };
    node.coordinator.before =
        key -> {
          gate.set(Promise.promise());
          return gate.get().future();
        };
    client.send(RawClient.head("GET", "/late", "", ""));
    await().until(() -> gate.get() != null);
    client.close();
    await().until(() -> node.meters.scrape().contains("henge_http_in_flight 0.0"));
    gate.get().complete();
    await().until(() -> last.get() != null && last.get().isClosed());
  }

  @Test
  void listings_over_their_own_bound_are_429_and_leave_room_for_blobs() throws IOException {
    Promise<ListAnswer> gate = Promise.promise();
    AtomicInteger waiting = new AtomicInteger();
    node.coordinator.pages =
        request -> {
          waiting.incrementAndGet();
          return gate.future();
        };
    try (RawClient one = node.connect()) {
      one.send(RawClient.head("GET", "/-/keys", "", ""));
      await().untilAtomic(waiting, is(1));
      Answer refused = client.get("/-/keys");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).contains("1");
      assertThat(client.put("/a", "x").status()).isEqualTo(201);
      gate.complete(new ListAnswer(List.of(), List.of(), Optional.empty(), Optional.empty(), 3));
      assertThat(one.answer("GET").status()).isEqualTo(200);
    }
    assertThat(client.get("/-/keys").status()).isEqualTo(200);
  }

  @Test
  void requests_over_the_bound_are_429_and_have_no_effect() throws IOException {
    Promise<Void> gate = Promise.promise();
    AtomicInteger waiting = new AtomicInteger();
    node.coordinator.before =
        key -> {
          waiting.incrementAndGet();
          return gate.future();
        };
    try (RawClient one = node.connect();
        RawClient two = node.connect()) {
      one.send(RawClient.head("GET", "/a", "", ""));
      two.send(RawClient.head("GET", "/a", "", ""));
      await().untilAtomic(waiting, is(2));
      Answer refused = client.put("/a", "x");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).contains("1");
      assertThat(client.get("/-/health/live").status()).isEqualTo(200);
      gate.complete();
      assertThat(one.answer("GET").status()).isEqualTo(404);
      assertThat(two.answer("GET").status()).isEqualTo(404);
    }
    assertThat(client.put("/a", "x").status()).isEqualTo(201);
  }

  @Test
  void a_bug_is_500_with_an_incident_and_nothing_else() throws IOException {
    node.coordinator.before = key -> Future.failedFuture(new IllegalStateException("/secret/path"));
    Answer answer = client.get("/bug");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).doesNotContain("secret").doesNotContain("Exception");
    assertThat(answer.text()).contains(answer.header("Henge-Request-Id").orElseThrow());
    node.coordinator.before =
        key -> {
          throw new IllegalStateException("/secret/path");
        };
    assertThat(client.put("/bug", "x").status()).isEqualTo(500);
  }

  @Test
  void a_failed_write_says_which_replicas_failed_and_whether_it_may_surface() throws IOException {
    node.coordinator.before =
        key ->
            Future.failedFuture(
                BlobFailure.quorum(
                    ErrorCode.QUORUM_NOT_REACHED,
                    "1 of 2",
                    true,
                    List.of(
                        new ReplicaFailure(new Seat(2), ReplicaFailure.Reason.NO_SPACE, "full"))));
    Answer answer = client.put("/quorum", "x");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).contains("1");
    JsonObject details = new JsonObject(answer.text()).getJsonObject("details");
    assertThat(details.getBoolean("maySurface")).isTrue();
    JsonObject replica = details.getJsonArray("replicas").getJsonObject(0);
    assertThat(replica.getInteger("seat")).isEqualTo(2);
    assertThat(replica.getString("reason")).isEqualTo("no_space");
  }
}
