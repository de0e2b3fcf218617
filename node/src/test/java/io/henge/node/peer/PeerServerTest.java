package io.henge.node.peer;

import static io.henge.node.peer.PeerNode.await;
import static io.henge.node.peer.PeerNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.LogLines;
import io.henge.node.body.SpreadSettings;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.NetworkFailure;
import io.henge.node.storage.StorageFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerServerTest {
  private static final Buffer HELLO = Buffer.buffer("hello");

  private final AtomicInteger handled = new AtomicInteger();
  private Vertx vertx;
  private PeerNode a;
  private PeerNode b;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    a = new PeerNode(vertx, 1).start();
    b = new PeerNode(vertx, 2).start();
    b.handler =
        (from, request) -> {
          handled.incrementAndGet();
          return Future.succeededFuture(request);
        };
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void a_recorded_conversation_does_not_pass_a_second_time() throws IOException {
    Recording recording = new Recording(b.port());
    assertThat(await(a.callMember(b.memberAt(recording.port()), HELLO))).isEqualTo(HELLO);
    assertThat(handled).hasValue(1);
    byte[] said = recording.clientSaid.getBytes();
    assertThat(said.length).isGreaterThan(100);

    try (Socket replay = new Socket(InetAddress.getLoopbackAddress(), b.port())) {
      replay.getOutputStream().write(said);
      assertThat(new String(readToEnd(replay), StandardCharsets.ISO_8859_1))
          .contains("wrong secret");
    }
    assertThat(handled).hasValue(1);
  }

  @Test
  void a_request_that_comes_too_late_is_no_error() {
    b.handler =
        (from, request) ->
            Future.failedFuture(
                new StorageFailure(StorageFailure.Kind.CLOSED, "the store is closed"));
    try (LogLines log = new LogLines("io.henge.node.peer")) {
      failure(a.call(b, HELLO, 5_000));
      assertThat(log.errors()).isEmpty();
      b.handler = (from, request) -> Future.failedFuture(new IllegalStateException("a bug"));
      failure(a.call(b, HELLO, 5_000));
      assertThat(log.errors()).hasSize(1);
    }
  }

  @Test
  void the_secret_does_not_cross_the_wire() {
    Recording recording = new Recording(b.port());
    await(a.callMember(b.memberAt(recording.port()), HELLO));
    for (Buffer said : List.of(recording.clientSaid, recording.serverSaid)) {
      assertThat(said.toString("ISO-8859-1")).doesNotContain("secret");
    }
  }

  @Test
  void a_peer_with_another_secret_gets_nothing() {
    PeerNode stranger =
        new PeerNode(vertx, 3, "another", PeerNode.LIMITS, SpreadSettings.DEFAULT).start();
    for (Future<Buffer> call :
        List.of(stranger.call(b, HELLO, 5_000), b.call(stranger, HELLO, 5_000))) {
      NetworkFailure failure = (NetworkFailure) failure(call);
      assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
      assertThat(failure).hasMessageContaining("wrong secret");
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void another_founding_is_refused_by_name() {
    a.foundingDigest = "1".repeat(64);
    b.foundingDigest = "2".repeat(64);
    assertThat(failure(a.call(b, HELLO, 5_000))).hasMessageContaining("another founding");
    b.foundingDigest = "";
    Awaitility.await()
        .untilAsserted(() -> assertThat(await(a.call(b, HELLO, 5_000))).isEqualTo(HELLO));
  }

  @Test
  void who_is_not_a_member_is_refused_by_name_and_thrown_out_when_it_was_one() {
    assertThat(await(a.call(b, HELLO, 5_000))).isEqualTo(HELLO);
    b.refusal = Optional.of("not a member");
    assertThat(await(a.call(b, HELLO, 5_000))).isEqualTo(HELLO);
    b.recheck();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(failure(a.call(b, HELLO, 5_000))).hasMessageContaining("not a member"));
    assertThat(handled).hasValue(2);
  }

  @Test
  void who_is_retired_learns_it_from_a_member_that_refuses_it() {
    b.refusal = Optional.of("not a member");
    assertThat(failure(a.call(b, HELLO, 5_000))).hasMessageContaining("not a member");
    assertThat(a.refusals.isRetired()).isFalse();
    b.refusal = Optional.of("retired");
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(failure(a.call(b, HELLO, 5_000))).isInstanceOf(NetworkFailure.class);
              assertThat(a.refusals.isRetired()).isTrue();
            });
    assertThat(b.refusals.isRetired()).isFalse();
  }

  @Test
  void connections_that_do_not_prove_themselves_are_few_and_short() throws IOException {
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < PeerNode.LIMITS.unprovenMax(); i++) {
      silent.add(new Socket(InetAddress.getLoopbackAddress(), b.port()));
    }
    try (Socket oneMore = new Socket(InetAddress.getLoopbackAddress(), b.port())) {
      assertThat(readToEnd(oneMore)).isEmpty();
    }
    for (Socket socket : silent) {
      assertThat(readToEnd(socket)).isEmpty();
      socket.close();
    }
    Awaitility.await()
        .untilAsserted(() -> assertThat(await(a.call(b, HELLO, 5_000))).isEqualTo(HELLO));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void garbage_closes_its_connection_and_nothing_else(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] garbage = new byte[1 + random.nextInt(3_000)];
    random.nextBytes(garbage);
    if (seed % 2 == 0) {
      // A hello by its header, and one of a size that nobody allocates for.
      garbage = Frame.header(seed % 4 == 0 ? -1 : 50, FrameType.HELLO.code(), 0, 0).getBytes();
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), b.port())) {
      socket.getOutputStream().write(garbage);
      socket.getOutputStream().flush();
      assertThat(readToEnd(socket)).as("seed %d", seed).isEmpty();
    } catch (SocketException reset) {
      assertThat(reset).as("seed %d", seed).hasMessageContaining("reset");
    }
    assertThat(await(a.call(b, HELLO, 5_000))).isEqualTo(HELLO);
  }

  private static byte[] readToEnd(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    InputStream in = socket.getInputStream();
    return in.readAllBytes();
  }

  /** Passes a conversation on and keeps what was said. */
  private final class Recording {
    private final Buffer clientSaid = Buffer.buffer();
    private final Buffer serverSaid = Buffer.buffer();
    private final NetServer server;

    Recording(int to) {
      server =
          vertx
              .createNetServer()
              .connectHandler(
                  client -> {
                    client.pause();
                    vertx
                        .createNetClient()
                        .connect(to, "127.0.0.1")
                        .onSuccess(onward -> join(client, onward));
                  });
      await(server.listen(0, "127.0.0.1"));
    }

    private void join(NetSocket client, NetSocket onward) {
      client.handler(
          bytes -> {
            clientSaid.appendBuffer(bytes);
            onward.write(bytes);
          });
      onward.handler(
          bytes -> {
            serverSaid.appendBuffer(bytes);
            client.write(bytes);
          });
      client.resume();
    }

    int port() {
      return server.actualPort();
    }
  }
}
