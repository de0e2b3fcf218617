package io.henge.node.peer;

import static io.henge.node.peer.PeerNode.await;
import static io.henge.node.peer.PeerNode.failure;
import static io.henge.node.peer.PeerNode.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.body.SpreadSettings;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.Network;
import io.henge.node.port.NetworkFailure;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallsTest {
  private static final Buffer HELLO = Buffer.buffer("hello");

  private Vertx vertx;
  private PeerNode a;
  private PeerNode b;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    a = new PeerNode(vertx, 1).start();
    b = new PeerNode(vertx, 2).start();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void a_call_brings_the_reply_of_the_named_peer_who_knows_the_caller() {
    b.handler =
        (from, request) ->
            Future.succeededFuture(Buffer.buffer(from + " says ").appendBuffer(request));
    assertThat(await(a.call(b, HELLO, 5_000)).toString())
        .isEqualTo(a.identity.node() + " says hello");
  }

  @Test
  void an_address_can_be_called_before_the_name_behind_it_is_known() {
    Future<Buffer> reply =
        on(a.loop, () -> a.connections.current().callAddress(b.address(), HELLO, 5_000));
    assertThat(await(reply)).isEqualTo(HELLO);
  }

  @Test
  void another_node_at_a_members_address_is_not_called() {
    PeerNode c = new PeerNode(vertx, 3);
    Future<Buffer> reply = on(a.loop, () -> a.connections.call(c.memberAt(b.port()), HELLO, 5_000));
    assertThat(reason(reply)).isEqualTo(Reason.REFUSED);
  }

  @Test
  void messages_of_all_sizes_up_to_the_bound_pass_and_larger_ones_are_refused() {
    for (int size : new int[] {0, 1, 8_191, 8_192, 8_193, 100_000, Network.MESSAGE_BYTES_MAX}) {
      Buffer message = Buffer.buffer(new byte[size]);
      assertThat(await(a.call(b, message, 5_000)).length()).isEqualTo(size);
    }
    Buffer tooLarge = Buffer.buffer(new byte[Network.MESSAGE_BYTES_MAX + 1]);
    assertThat(reason(a.call(b, tooLarge, 5_000))).isEqualTo(Reason.REFUSED);
  }

  @Test
  void a_call_without_reply_ends_with_its_timeout_and_a_late_reply_is_dropped() {
    Promise<Buffer> late = Promise.promise();
    b.handler = (from, request) -> late.future();
    assertThat(reason(a.call(b, HELLO, 50))).isEqualTo(Reason.TIMEOUT);
    assertThat(a.health.suspected(b.identity.node())).isTrue();
    late.complete(HELLO);
    b.handler = (from, request) -> Future.succeededFuture(request);
    assertThat(await(a.call(b, HELLO, 5_000))).isEqualTo(HELLO);
    assertThat(a.health.suspected(b.identity.node())).isFalse();
  }

  @Test
  void a_connection_that_breaks_in_the_middle_of_calls_fails_them_and_the_next_call_reconnects() {
    AtomicInteger arrived = new AtomicInteger();
    b.handler =
        (from, request) -> {
          arrived.incrementAndGet();
          return Promise.<Buffer>promise().future();
        };
    List<Future<Buffer>> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(a.call(b, HELLO, 20_000));
    }
    Awaitility.await().until(() -> arrived.get() == 5);
    b.refusal = Optional.of("not a member");
    b.recheck();
    calls.forEach(call -> assertThat(reason(call)).isEqualTo(Reason.UNREACHABLE));
    b.refusal = Optional.empty();
    b.handler = (from, request) -> Future.succeededFuture(request);
    Awaitility.await()
        .untilAsserted(() -> assertThat(await(a.call(b, HELLO, 5_000))).isEqualTo(HELLO));
  }

  @Test
  void thousands_of_calls_at_once_each_get_their_own_reply() {
    PeerLimits wide = new PeerLimits(1_000, 500, 4, 8, 5_000, 8, 30_000, 5_000);
    PeerNode c = new PeerNode(vertx, 3, "secret", wide, SpreadSettings.DEFAULT);
    b.handler =
        (from, request) ->
            Future.future(done -> b.loop.runOnContext(later -> done.complete(request, null)));
    List<Future<Buffer>> calls = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      calls.add(c.call(b, Buffer.buffer("call " + i), 20_000));
    }
    for (int i = 0; i < 5_000; i++) {
      assertThat(await(calls.get(i)).toString()).isEqualTo("call " + i);
    }
  }

  @Test
  void a_peer_is_read_no_further_than_the_bound_of_requests_at_once() {
    AtomicInteger arrived = new AtomicInteger();
    List<Promise<Buffer>> open = new ArrayList<>();
    b.handler =
        (from, request) -> {
          arrived.incrementAndGet();
          Promise<Buffer> reply = Promise.promise();
          open.add(reply);
          return reply.future();
        };
    // A caller that does not hold itself back.
    PeerLimits wide = new PeerLimits(1_000, 500, 4, 1_000, 1_024, 8, 30_000, 20_000);
    PeerNode c = new PeerNode(vertx, 3, "secret", wide, SpreadSettings.DEFAULT);
    Buffer large = Buffer.buffer(new byte[64 << 10]);
    List<Future<Buffer>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(c.call(b, large, 20_000));
    }
    Awaitility.await().until(() -> arrived.get() >= PeerNode.LIMITS.servedMax());
    assertThat(arrived.get()).isLessThan(PeerNode.LIMITS.servedMax() + 5);
    b.handler = (from, request) -> Future.succeededFuture(request);
    b.loop.runOnContext(now -> open.forEach(reply -> reply.complete(HELLO)));
    calls.forEach(PeerNode::await);
  }

  @Test
  void a_slow_operation_is_told_from_a_silent_peer_by_pings() {
    assertThat(await(a.call(b, HELLO, 5_000))).isEqualTo(HELLO);
    AtomicInteger arrived = new AtomicInteger();
    Promise<Buffer> slow = Promise.promise();
    b.handler =
        (from, request) -> {
          arrived.incrementAndGet();
          return slow.future();
        };
    // So many that the peer would read no further, were they all sent at once.
    List<Future<Buffer>> calls = new ArrayList<>();
    for (int i = 0; i < 3 * PeerNode.LIMITS.servedMax(); i++) {
      calls.add(a.call(b, HELLO, 20_000));
    }
    Awaitility.await()
        .during(Duration.ofMillis(5 * PeerNode.LIMITS.silenceMillis()))
        .until(() -> !a.health.suspected(b.identity.node()));
    assertThat(arrived.get()).isLessThan(PeerNode.LIMITS.servedMax());
    b.loop.runOnContext(now -> slow.complete(HELLO));
    calls.forEach(call -> assertThat(await(call)).isEqualTo(HELLO));
  }

  @Test
  void a_peer_that_falls_silent_is_suspected_long_before_calls_time_out_and_used_when_it_is_back() {
    // On event loops of its own, of which one is stopped as a paused process would be.
    Vertx others = Vertx.vertx();
    PeerNode c = new PeerNode(others, 3).start();
    NodeId silent = c.identity.node();
    assertThat(await(a.call(c, HELLO, 5_000))).isEqualTo(HELLO);
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch resumed = new CountDownLatch(1);
    c.loop.runOnContext(
        now -> {
          stopped.countDown();
          while (resumed.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
          }
        });
    Awaitility.await().until(() -> stopped.getCount() == 0);
    try {
      Future<Buffer> call = a.call(c, HELLO, 600_000);
      Awaitility.await().until(() -> a.health.suspected(silent));
      assertThat(a.health.suspectedCount()).isEqualTo(1);
      // After some more silence the connection is given up, and who waits is told.
      assertThat(reason(call)).isEqualTo(Reason.UNREACHABLE);
    } finally {
      resumed.countDown();
    }
    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(await(a.call(c, HELLO, 5_000))).isEqualTo(HELLO));
    assertThat(a.health.suspected(silent)).isFalse();
    assertThat(a.health.suspectedCount()).isZero();
    await(others.close());
  }

  @Test
  void calls_over_the_bound_fail_at_once() {
    b.handler = (from, request) -> Promise.<Buffer>promise().future();
    for (int i = 0; i < PeerNode.LIMITS.callsMax(); i++) {
      a.call(b, HELLO, 20_000).onFailure(why -> assertThat(why).isNotNull());
    }
    assertThat(reason(a.call(b, HELLO, 20_000))).isEqualTo(Reason.REFUSED);
  }

  @Test
  void a_handler_that_breaks_fails_its_call_alone() {
    b.handler =
        (from, request) -> {
          throw new IllegalStateException("a bug");
        };
    assertThat(reason(a.call(b, HELLO, 5_000))).isEqualTo(Reason.REFUSED);
    b.handler = (from, request) -> Future.failedFuture(new IllegalStateException("a bug"));
    assertThat(reason(a.call(b, HELLO, 5_000))).isEqualTo(Reason.REFUSED);
    b.handler = (from, request) -> Future.succeededFuture(request);
    assertThat(await(a.call(b, HELLO, 5_000))).isEqualTo(HELLO);
  }

  @Test
  void a_peer_that_is_down_is_suspected_and_cleared_when_it_is_back_without_any_call() {
    on(
        a.loop,
        () -> {
          a.health.start(
              vertx,
              node -> true,
              (node, address, millis) -> a.connections.current().ping(node, address, millis));
          return Future.succeededFuture();
        });
    b.stop();
    // The first connection may still have been accepted, by a socket about to be closed.
    Awaitility.await()
        .until(
            () ->
                reason(a.call(b, HELLO, 5_000)) == Reason.UNREACHABLE
                    && a.health.suspected(b.identity.node()));
    PeerNode again = new PeerNode(vertx, 2);
    again.startAt(b.port());
    Awaitility.await().until(() -> !a.health.suspected(b.identity.node()));
    assertThat(await(a.call(b, HELLO, 5_000))).isEqualTo(HELLO);
  }

  private static Reason reason(Future<?> call) {
    return ((NetworkFailure) failure(call)).reason();
  }
}
