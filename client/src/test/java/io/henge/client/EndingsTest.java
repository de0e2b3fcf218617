package io.henge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every request ends, with what is so, whatever its source, its sink or its owner does. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndingsTest {
  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void closed() {
    VERTX.close().await();
  }

  private static HengeClientBuilder builder(String... nodes) {
    return HengeClient.builder()
        .endpoints(nodes)
        .vertx(VERTX)
        .attemptTimeout(Duration.ofMillis(300))
        .stallTimeout(Duration.ofMillis(300))
        .requestTimeout(Duration.ofMillis(800));
  }

  private static Throwable failureOf(CompletableFuture<?> future) {
    try {
      future.join();
      throw new AssertionError("it did not fail");
    } catch (CompletionException failed) {
      return failed.getCause();
    }
  }

  /** Gives these pieces, then ends or fails. */
  private static BlobSource source(long length, boolean fails, byte[]... pieces) {
    return new BlobSource() {
      @Override
      public OptionalLong length() {
        return OptionalLong.of(length);
      }

      @Override
      public boolean isRepeatable() {
        return true;
      }

      @Override
      public Reader open(Executor blocking) {
        Iterator<byte[]> rest = List.of(pieces).iterator();
        return new Reader() {
          @Override
          public CompletionStage<Optional<ByteBuffer>> read() {
            if (rest.hasNext()) {
              return CompletableFuture.completedFuture(Optional.of(ByteBuffer.wrap(rest.next())));
            }
            return fails
                ? CompletableFuture.failedFuture(new IOException("at the end"))
                : CompletableFuture.completedFuture(Optional.empty());
          }

          @Override
          public void close() {
            // There is nothing to free.
          }
        };
      }
    };
  }

  @Test
  void a_source_that_fails_at_its_end_has_not_been_sent_as_a_whole() throws IOException {
    AtomicInteger whole = new AtomicInteger();
    try (ScriptedNode node =
            new ScriptedNode(
                (request, answer) -> {
                  whole.addAndGet(answer.body().length == 100_000 ? 1 : 0);
                  answer.created("v1");
                });
        HengeClient client = builder(node.address()).build()) {
      byte[] bytes = new byte[100_000];
      for (BlobSource bad :
          List.of(source(100_000, true, bytes), source(100_000, false, bytes, new byte[5]))) {
        assertThat(failureOf(client.put("k", bad))).isInstanceOf(RejectedException.class);
      }
      assertThat(whole.get()).isZero();
      client.put("k", source(100_000, false, bytes)).join();
      assertThat(whole.get()).isEqualTo(1);
    }
  }

  @Test
  void what_is_stored_is_what_was_sent() throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(5).nextBytes(bytes);
    AtomicInteger flipped = new AtomicInteger();
    try (ScriptedNode node =
            new ScriptedNode(
                (request, answer) -> {
                  byte[] arrived = answer.body();
                  arrived[200_000] ^= (byte) flipped.get();
                  answer.created("v1", "Henge-Crc32c: " + ScriptedNode.crc(arrived));
                });
        HengeClient client = builder(node.address()).build()) {
      for (BlobSource source : sources(bytes)) {
        assertThat(client.put("k", source).join().version()).contains("v1");
      }
      flipped.set(1);
      for (BlobSource source : sources(bytes)) {
        assertThat(failureOf(client.put("k", source)))
            .isInstanceOf(DamagedBodyException.class)
            .hasMessageContaining("version v1");
      }
      assertThat(node.asked()).hasSize(4);
    }
  }

  private static List<BlobSource> sources(byte[] bytes) {
    return List.of(
        BlobSource.ofStream(new ByteArrayInputStream(bytes)), source(bytes.length, false, bytes));
  }

  /** Asks for the body, and then neither reads nor says anything. */
  @Test
  void an_upload_to_a_node_that_freezes_ends_wherever_that_happens() throws IOException {
    try (ServerSocket server = new ServerSocket()) {
      server.setReceiveBufferSize(4096);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      List<Socket> kept = new CopyOnWriteArrayList<>();
      Thread accepting = new Thread(() -> freeze(server, kept), "freezing-node");
      accepting.setDaemon(true);
      accepting.start();
      try (HengeClient client = builder("127.0.0.1:" + server.getLocalPort()).build()) {
        List<CompletableFuture<Applied>> puts = new ArrayList<>();
        for (int kib = 512; kib <= 8_192; kib += 512) {
          puts.add(client.put("k" + kib, BlobSource.of(new byte[kib << 10])));
        }
        puts.forEach(put -> assertThat(failureOf(put)).isInstanceOf(HengeException.class));
      }
      for (Socket socket : kept) {
        socket.close();
      }
    }
  }

  private static void freeze(ServerSocket server, List<Socket> kept) {
    try {
      while (true) {
        Socket socket = server.accept();
        kept.add(socket);
        OutputStream out = socket.getOutputStream();
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
    } catch (IOException closed) {
      kept.clear();
    }
  }

  @Test
  void closing_ends_what_is_under_way() throws IOException {
    for (ScriptedNode.Script script :
        List.<ScriptedNode.Script>of(
            (request, answer) -> answer.refusal(503, "unavailable", false),
            (request, answer) -> answer.silence())) {
      try (ScriptedNode node = new ScriptedNode(script)) {
        HengeClient client =
            HengeClient.builder()
                .endpoints(node.address())
                .attemptTimeout(Duration.ofMinutes(5))
                .requestTimeout(Duration.ofMinutes(5))
                .build();
        CompletableFuture<?> get = client.get("k", BlobSink.bytes(10));
        CompletableFuture<?> put = client.put("k", BlobSource.of("x"));
        await().until(() -> node.asked().size() >= 2);
        client.close();
        assertThat(((HengeException) failureOf(get)).code()).isEqualTo("client-closed");
        assertThat(((HengeException) failureOf(put)).code()).isEqualTo("client-closed");
      }
    }
  }

  /** A subscriber that asks for a lot, and may throw at the end. */
  private record Greedy(boolean throwsAtEnd) implements Flow.Subscriber<ByteBuffer> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
      subscription.request(1);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      assertThat(piece.hasRemaining()).isTrue();
    }

    @Override
    public void onError(Throwable cause) {
      assertThat(cause).isNotNull();
    }

    @Override
    public void onComplete() {
      if (throwsAtEnd) {
        throw new IllegalStateException("boom");
      }
    }
  }

  @Test
  void a_sink_that_throws_ends_its_request() throws IOException {
    byte[] large = new byte[4 << 20];
    try (ScriptedNode node = new ScriptedNode((request, answer) -> answer.blob("v1", large));
        HengeClient client = builder(node.address()).build()) {
      assertThatThrownBy(() -> BlobSink.bytes(-1)).isInstanceOf(IllegalArgumentException.class);
      assertThat(failureOf(client.get("k", BlobSink.subscriber(new Greedy(true)))))
          .isInstanceOf(RejectedException.class);
      assertThat(client.get("k", BlobSink.subscriber(new Greedy(false))).join().value())
          .isEqualTo(large.length);
      BlobSink<Void> refusing =
          new BlobSink<>() {
            @Override
            public boolean isRepeatable() {
              return true;
            }

            @Override
            public Writer<Void> open(BlobInfo info, Executor blocking) {
              throw new IllegalStateException("no");
            }
          };
      assertThat(failureOf(client.get("k", refusing))).isInstanceOf(RejectedException.class);
    }
  }

  /** Gives nothing until it is closed. */
  private static final class Silent extends InputStream {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int read() throws IOException {
      try {
        closed.await();
        return -1;
      } catch (InterruptedException stopped) {
        throw new IOException(stopped);
      }
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
      return read();
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void silent_streams_end_their_own_uploads_and_nothing_else(@TempDir Path directory)
      throws IOException {
    List<String> suspected = new CopyOnWriteArrayList<>();
    ClientEvents events =
        new ClientEvents() {
          @Override
          public void suspected(String node, String reason) {
            suspected.add(reason);
            throw new IllegalStateException("a listener that throws harms nobody");
          }
        };
    try (ScriptedNode node =
            new ScriptedNode(
                (request, answer) -> {
                  if (request.method().equals("PUT")) {
                    answer.body();
                    answer.created("v1");
                  } else {
                    answer.blob("v1", new byte[10]);
                  }
                });
        HengeClient client = builder(node.address()).events(events).build()) {
      List<CompletableFuture<Applied>> puts = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        puts.add(client.put("p" + i, BlobSource.ofStream(new Silent())));
      }
      puts.forEach(
          put ->
              assertThat(failureOf(put))
                  .isInstanceOf(RejectedException.class)
                  .hasMessageContaining("gives no bytes"));
      assertThat(suspected).as("it was not the node").isEmpty();
      client.get("k", BlobSink.file(directory.resolve("file"))).join();
    }
  }

  @Test
  void waiting_for_an_own_connection_says_nothing_of_the_node() throws IOException {
    byte[] large = new byte[16 << 20];
    List<String> suspected = new CopyOnWriteArrayList<>();
    ClientEvents events =
        new ClientEvents() {
          @Override
          public void suspected(String node, String reason) {
            suspected.add(reason);
          }
        };
    try (ScriptedNode node = new ScriptedNode((request, answer) -> answer.blob("v1", large));
        HengeClient client = builder(node.address()).connectionsPerNode(1).events(events).build();
        InputStream held = client.open("k", ReadOptions.DEFAULT).join().value()) {
      assertThat(held.read()).isZero();
      Throwable busy = failureOf(client.delete("x"));
      assertThat(busy).as("it was never sent").isInstanceOf(UnavailableException.class);
      assertThat(((HengeException) busy).code()).isEqualTo("client-busy");
      assertThat(suspected).isEmpty();
    }
  }

  @Test
  void a_refusal_before_the_body_costs_no_connection() throws IOException {
    try (ScriptedNode node =
            new ScriptedNode(
                (request, answer) -> answer.refusal(412, "precondition-failed", false));
        HengeClient client =
            builder(node.address())
                .connectionsPerNode(2)
                .connectTimeout(Duration.ofSeconds(10))
                .attemptTimeout(Duration.ofSeconds(10))
                .requestTimeout(Duration.ofSeconds(30))
                .build()) {
      for (int i = 0; i < 6; i++) {
        assertThat(failureOf(client.put("k" + i, BlobSource.of(new byte[200_000]))))
            .isExactlyInstanceOf(RejectedException.class);
      }
      assertThat(node.asked()).hasSize(6);
    }
  }

  @Test
  void what_was_cancelled_asks_nobody_any_more() throws IOException {
    try (ScriptedNode node =
            new ScriptedNode((request, answer) -> answer.refusal(503, "unavailable", false));
        HengeClient client =
            builder(node.address()).requestTimeout(Duration.ofMinutes(5)).build()) {
      CompletableFuture<?> get = client.get("k", BlobSink.bytes(10));
      await().until(() -> node.asked().size() >= 2);
      get.cancel(true);
      AtomicInteger before = new AtomicInteger(-1);
      await()
          .pollInterval(Duration.ofMillis(1_200))
          .until(() -> before.getAndSet(node.asked().size()) == node.asked().size());
    }
  }

  @Test
  void what_cannot_stand_in_a_header_is_refused_before_it_is_sent() throws IOException {
    try (ScriptedNode node = new ScriptedNode((request, answer) -> answer.reset());
        HengeClient client = builder(node.address()).build()) {
      for (String bad : List.of("日本", "a\r\nX-Evil: 1", "\u0000")) {
        assertThatThrownBy(
                () ->
                    client.put(
                        "k", BlobSource.of("x"), WriteOptions.with(o -> o.metadata("a", bad))))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(node.asked()).isEmpty();
    }
  }

  @Test
  void what_opens_while_its_caller_is_interrupted_is_closed() {
    AtomicBoolean isClosed = new AtomicBoolean();
    CompletableFuture<InputStream> opening =
        new CompletableFuture<>() {
          @Override
          public InputStream get() throws InterruptedException {
            complete(InputStream.nullInputStream());
            throw new InterruptedException();
          }
        };
    assertThatThrownBy(() -> BlockingHenge.await(opening, late -> isClosed.set(true)))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(isClosed).isTrue();
  }

  @Test
  void an_event_loop_does_not_wait_for_itself() throws IOException {
    // Who attaches to what is complete already runs it himself, and may wait.
    CompletableFuture<Void> attached = new CompletableFuture<>();
    try (ScriptedNode node =
            new ScriptedNode(
                (request, answer) -> {
                  attached.join();
                  answer.blob("v1", new byte[] {1});
                });
        HengeClient client = builder(node.address()).build()) {
      CompletableFuture<byte[]> waits =
          client.head("k").thenApply(info -> client.blocking().get("k", BlobSink.bytes(1)).value());
      attached.complete(null);
      assertThat(failureOf(waits)).isInstanceOf(IllegalStateException.class);
    }
  }
}
