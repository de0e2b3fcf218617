package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.FileBody;
import io.henge.node.http.RawClient.Answer;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowClientTest {
  private static final int LARGE = 64 << 20;

  private final ScheduledThreadPoolExecutor drip = new ScheduledThreadPoolExecutor(1);
  private Listeners node;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    node = new Listeners(Listeners.quick());
    client = node.connect();
  }

  @AfterEach
  void stop() throws IOException {
    drip.shutdownNow();
    client.close();
    node.close();
  }

  private void dripEvery(long millis, String text) {
    every(millis, () -> client.trySend(text));
  }

  private void every(long millis, Runnable action) {
    var unused = drip.scheduleAtFixedRate(action, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void assertCounted(String phase) {
    await()
        .until(
            () ->
                node.meters
                    .scrape()
                    .contains(
                        "henge_http_slow_clients_total{listener=\"client\",phase=\""
                            + phase
                            + "\"} 1.0"));
  }

  @Test
  void a_silent_connection_is_closed() throws IOException {
    assertThat(client.isClosedByServer()).isTrue();
    assertCounted("idle");
  }

  @Test
  void a_head_that_never_ends_is_408() throws IOException {
    client.send("GET /a HTTP/1.1\r\nHost: test\r\n");
    Answer answer = client.answer("GET");
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.header("Connection")).contains("close");
    assertThat(new JsonObject(answer.text()).getString("code")).isEqualTo("request-timeout");
    assertThat(client.isClosedByServer()).isTrue();
    assertCounted("head");
  }

  @Test
  void a_head_that_drips_is_408_although_it_is_never_idle() throws IOException {
    client.send("GET /a HTTP/1.1\r\n");
    dripEvery(50, "X-A: 1\r\n");
    assertThat(client.answer("GET").status()).isEqualTo(408);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_second_head_that_drips_is_408_too() throws IOException {
    assertThat(client.get("/a").status()).isEqualTo(404);
    client.send("G");
    dripEvery(50, "E");
    assertThat(client.answer("GET").status()).isEqualTo(408);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void an_idle_connection_is_closed_after_its_answer() throws IOException {
    assertThat(client.get("/a").status()).isEqualTo(404);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_body_that_stalls_is_408_and_leaves_nothing() throws IOException {
    client.send(RawClient.head("PUT", "/slow", "Content-Length: 100000\r\n", "") + "start");
    Answer answer = client.answer("PUT");
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.header("Connection")).contains("close");
    assertThat(client.isClosedByServer()).isTrue();
    assertThat(node.coordinator.bytes("slow")).isEmpty();
    assertCounted("body");
  }

  @Test
  void a_body_that_drips_is_408() throws IOException {
    client.send(RawClient.head("PUT", "/slow", "Transfer-Encoding: chunked\r\n", ""));
    dripEvery(40, "1\r\nx\r\n");
    assertThat(client.answer("PUT").status()).isEqualTo(408);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_body_that_is_slow_but_fast_enough_is_taken() throws IOException {
    int pieces = 60;
    int piece = 200;
    client.send(RawClient.head("PUT", "/fair", "Content-Length: " + pieces * piece + "\r\n", ""));
    AtomicInteger sent = new AtomicInteger();
    every(
        20,
        () -> {
          if (sent.incrementAndGet() <= pieces) {
            client.trySend("x".repeat(piece));
          }
        });
    assertThat(client.answer("PUT").status()).isEqualTo(201);
  }

  @Test
  void a_body_that_this_node_holds_back_is_not_called_slow() throws IOException {
    AtomicBoolean held = new AtomicBoolean();
    node.coordinator.onChunk =
        (source, chunk) -> {
          if (held.compareAndSet(false, true)) {
            source.pause();
            node.vertx().setTimer(2_000, now -> source.resume());
          }
          return true;
        };
    client.send(RawClient.head("PUT", "/held", "Content-Length: 10\r\n", "") + "begin");
    every(2_200, () -> client.trySend("ended"));
    assertThat(client.answer("PUT").status()).isEqualTo(201);
  }

  @Test
  void a_request_that_waits_for_a_quorum_is_not_cut_off() throws IOException {
    client.put("/wait", "x");
    node.coordinator.before =
        key -> {
          Promise<Void> later = Promise.promise();
          node.vertx().setTimer(3_000, now -> later.complete());
          return later.future();
        };
    assertThat(client.get("/wait").text()).isEqualTo("x");
  }

  @Test
  void an_unwanted_body_that_drips_does_not_hold_the_connection() throws IOException {
    client.put("/refused", "x");
    client.send(
        RawClient.head("PUT", "/refused", "If-None-Match: *\r\nContent-Length: 60000\r\n", ""));
    dripEvery(40, "x");
    assertThat(client.answer("PUT").status()).isEqualTo(412);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_reader_that_takes_nothing_is_reset() throws IOException {
    node.coordinator.hold("large", Buffer.buffer(new byte[LARGE]));
    client = node.connect();
    client.send(RawClient.head("GET", "/large", "", ""));
    assertCounted("answer");
    assertThat(client.isReset()).isTrue();
  }

  @Test
  void a_reader_that_takes_nothing_of_a_file_is_reset_and_the_file_closed(@TempDir Path directory)
      throws IOException {
    AtomicInteger open = new AtomicInteger();
    Path path = directory.resolve("large");
    Files.write(path, new byte[LARGE]);
    node.coordinator.hold("large", Buffer.buffer(new byte[LARGE]));
    node.coordinator.opener = (bytes, range) -> open(path, open);
    client = node.connect();
    client.send(RawClient.head("GET", "/large", "", ""));
    assertCounted("answer");
    await().untilAtomic(open, is(0));
    assertThat(client.isReset()).isTrue();
  }

  @Test
  void a_reader_that_is_slow_but_reads_gets_its_file(@TempDir Path directory) throws IOException {
    AtomicInteger open = new AtomicInteger();
    Path path = directory.resolve("large");
    Files.write(path, new byte[LARGE]);
    node.coordinator.hold("large", Buffer.buffer(new byte[LARGE]));
    node.coordinator.opener = (bytes, range) -> open(path, open);
    client = node.connect();
    client.send(RawClient.head("GET", "/large", "", ""));
    AtomicInteger pieces = new AtomicInteger();
    every(
        30,
        () -> {
          try {
            client.socket().getInputStream().readNBytes(1 << 20);
            pieces.incrementAndGet();
          } catch (IOException closed) {
            drip.shutdown();
          }
        });
    await().untilAtomic(pieces, is(greaterThanOrEqualTo(LARGE >> 20)));
  }

  private static FileBody open(Path path, AtomicInteger open) {
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      open.incrementAndGet();
      return new FileBody(
          channel,
          ByteRange.whole(LARGE),
          OptionalInt.empty(),
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
  void connections_over_the_bound_are_closed() throws IOException {
    HttpLimits few =
        new HttpLimits(3, 100, 16 << 10, 1 << 20, 10_000, 1_000, ClientPatience.DEFAULT);
    try (Listeners small = new Listeners(few);
        RawClient one = small.connect();
        RawClient two = small.connect();
        RawClient three = small.connect()) {
      assertThat(one.get("/a").status()).isEqualTo(404);
      assertThat(two.get("/a").status()).isEqualTo(404);
      assertThat(three.get("/a").status()).isEqualTo(404);
      try (RawClient four = small.connect()) {
        assertThat(four.isClosedByServer()).isTrue();
      }
      one.socket().close();
      await()
          .until(
              () -> {
                try (RawClient again = small.connect()) {
                  return again.get("/a").status() == 404;
                } catch (IOException stillFull) {
                  return false;
                }
              });
    }
  }
}
