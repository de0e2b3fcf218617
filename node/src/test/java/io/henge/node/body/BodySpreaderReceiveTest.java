package io.henge.node.body;

import static io.henge.node.peer.PeerNode.await;
import static io.henge.node.peer.PeerNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.StageId;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.peer.FakeStore;
import io.henge.node.peer.PeerNode;
import io.henge.node.port.Bodies.ReceivePlan;
import io.henge.node.port.Bodies.Received;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodySpreaderReceiveTest {
  private static final int SMALL = 32 << 10;
  private static final int MIB = 1 << 20;
  private static final SpreadSettings SETTINGS = new SpreadSettings(SMALL, MIB, 800, 3_000);
  private static final AtomicLong STAGES = new AtomicLong();

  private Vertx vertx;
  private PeerNode a;
  private PeerNode b;
  private PeerNode c;
  private StageId stage;

  /** The client's loop, which is not the core's. */
  private Context client;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    a = node(1).start();
    b = node(2).start();
    c = node(3).start();
    client = vertx.getOrCreateContext();
    stage = new StageId(a.identity.node(), STAGES.incrementAndGet());
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private PeerNode node(int number) {
    return new PeerNode(vertx, number, "secret", PeerNode.LIMITS, SETTINGS);
  }

  static Stream<Integer> sizes() {
    return Stream.of(
        0, 1, SMALL - 1, SMALL, SMALL + 1, 65_535, 65_536, 65_537, MIB, MIB + 1, 5 * MIB + 3);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void a_body_arrives_identical_everywhere_or_in_memory_when_it_is_small(int size) {
    for (int chunkBytes : new int[] {1_000, 65_536, 6 * MIB}) {
      for (boolean declared : new boolean[] {true, false}) {
        stage = new StageId(a.identity.node(), STAGES.incrementAndGet());
        Buffer body = random(size);
        Received received =
            await(receive(new TestSource(client, body, chunkBytes, declared), 3, b, c));
        assertThat(received.sizeBytes()).isEqualTo(size);
        assertThat(received.crc32c()).isEqualTo(crc(body));
        if (size <= SMALL) {
          assertThat(((Received.Small) received).bytes()).isEqualTo(body);
          assertThat(a.store.stages).doesNotContainKey(stage);
          assertThat(b.store.everOpened).isEmpty();
        } else {
          Received.Staged staged = (Received.Staged) received;
          assertThat(staged.stagedAt()).containsExactlyInAnyOrder(new Seat(2), new Seat(3));
          assertThat(staged.detached()).isEmpty();
          for (PeerNode node : List.of(a, b, c)) {
            assertStaged(node, body);
          }
        }
      }
    }
  }

  @Test
  void the_callers_event_loop_gets_the_result() {
    TestSource source = new TestSource(client, random(3 * MIB), 65_536, true);
    Future<Boolean> onCaller =
        PeerNode.on(
            a.loop,
            () ->
                a.bodies
                    .receive(source, new ReceivePlan(stage, List.of(b.member()), Set.of(), 2))
                    .map(received -> Vertx.currentContext() == a.loop));
    assertThat(await(onCaller)).isTrue();
  }

  @Test
  void a_peer_that_is_dead_from_the_start_is_detached() {
    c.stop();
    Buffer body = random(5 * MIB);
    Received.Staged staged = staged(body, 2, b, c);
    assertThat(staged.stagedAt()).containsExactly(new Seat(2));
    assertThat(reasons(staged.detached())).containsExactly(Reason.UNREACHABLE);
    assertStaged(a, body);
    assertStaged(b, body);
  }

  @Test
  void a_peer_that_dies_in_the_middle_is_detached() {
    c.store.onWrite =
        size -> {
          if (size > MIB) {
            c.loop.runOnContext(now -> c.closeServer());
          }
          return Future.succeededFuture();
        };
    Buffer body = random(20 * MIB);
    Received.Staged staged = staged(body, 2, b, c);
    assertThat(staged.stagedAt()).containsExactly(new Seat(2));
    assertThat(reasons(staged.detached())).containsExactly(Reason.UNREACHABLE);
    assertStaged(b, body);
    assertNoStage(c);
  }

  @Test
  void a_peer_that_stops_reading_is_detached_and_keeps_nobody_waiting() {
    c.store.onWrite = size -> size > MIB ? FakeStore.never() : Future.succeededFuture();
    Buffer body = random(20 * MIB);
    Received.Staged staged = staged(body, 2, b, c);
    assertThat(staged.stagedAt()).containsExactly(new Seat(2));
    assertThat(reasons(staged.detached())).containsExactly(Reason.STALLED);
    assertStaged(b, body);
    assertNoStage(c);
  }

  @Test
  void a_peer_that_does_not_complete_its_stage_is_detached_and_told_to_forget_it() {
    Promise<Void> completion = Promise.promise();
    c.store.onComplete = id -> completion.future();
    Buffer body = random(100_000);
    Received.Staged staged = staged(body, 2, b, c);
    assertThat(reasons(staged.detached())).containsExactly(Reason.STALLED);
    completion.complete();
    assertNoStage(c);
  }

  @Test
  void a_peer_without_room_is_detached_with_that_reason() {
    c.store.onWrite = size -> size > MIB ? FakeStore.noSpace() : Future.succeededFuture();
    b.store.onOpen = id -> FakeStore.noSpace();
    Received.Staged staged = staged(random(9 * MIB), 1, b, c);
    assertThat(staged.stagedAt()).isEmpty();
    assertThat(reasons(staged.detached())).containsExactly(Reason.NO_SPACE, Reason.NO_SPACE);
    assertNoStage(b);
    assertNoStage(c);
  }

  @Test
  void when_too_few_remain_the_upload_fails_and_leaves_no_stage_anywhere() {
    c.stop();
    c.store.onWrite = size -> FakeStore.never();
    b.store.onWrite =
        size -> {
          if (size > MIB) {
            b.loop.runOnContext(now -> b.closeServer());
          }
          return Future.succeededFuture();
        };
    BlobFailure failure = blobFailure(new TestSource(client, random(9 * MIB), 65_536, true), 2);
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(failure.maySurface()).isFalse();
    assertThat(reasons(failure.replicas())).containsExactly(Reason.UNREACHABLE, Reason.UNREACHABLE);
    assertNoStages();
  }

  @Test
  void when_nobody_has_room_the_failure_says_so() {
    b.store.onOpen = id -> FakeStore.noSpace();
    c.store.onOpen = id -> FakeStore.noSpace();
    BlobFailure failure = blobFailure(new TestSource(client, random(MIB), 65_536, true), 2);
    assertThat(failure.code()).isEqualTo(ErrorCode.INSUFFICIENT_STORAGE);
    assertNoStages();
  }

  @Test
  void a_stalled_peer_that_cannot_be_spared_is_waited_for_longer() {
    c.stop();
    Promise<Void> stall = Promise.promise();
    b.store.onWrite = size -> size > MIB ? stall.future() : Future.succeededFuture();
    TestSource source = new TestSource(client, random(20 * MIB), 65_536, true);
    vertx.setTimer(2 * SETTINGS.stallMillis(), later -> b.loop.runOnContext(x -> stall.complete()));
    Received.Staged staged = (Received.Staged) await(receive(source, 2, b, c));
    assertThat(staged.stagedAt()).containsExactly(new Seat(2));
  }

  @Test
  void a_stalled_peer_that_cannot_be_spared_fails_the_upload_in_the_end() {
    b.store.onWrite = size -> FakeStore.never();
    c.store.onWrite = size -> FakeStore.never();
    TestSource source = new TestSource(client, random(20 * MIB), 65_536, true);
    BlobFailure failure = blobFailure(source, 2);
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(reasons(failure.replicas())).containsOnly(Reason.STALLED);
    assertThat(source.everPaused).isTrue();
    assertThat(source.sentBytes).isLessThan(12 * MIB);
    assertNoStages();
  }

  @Test
  void a_full_local_disk_fails_the_upload_at_once_and_while_it_runs() {
    a.store.onOpen = id -> FakeStore.noSpace();
    TestSource source = new TestSource(client, random(MIB), 65_536, true);
    assertThat(blobFailure(source, 1).code()).isEqualTo(ErrorCode.INSUFFICIENT_STORAGE);
    assertThat(source.started).isFalse();
    a.store.onOpen = id -> Future.succeededFuture();
    a.store.onWrite = size -> size > MIB ? FakeStore.noSpace() : Future.succeededFuture();
    TestSource larger = new TestSource(client, random(5 * MIB), 65_536, false);
    assertThat(blobFailure(larger, 1).code()).isEqualTo(ErrorCode.INSUFFICIENT_STORAGE);
    assertNoStages();
  }

  @Test
  void a_local_disk_that_does_not_move_fails_the_upload_in_the_end() {
    a.store.onWrite = size -> FakeStore.never();
    BlobFailure failure = blobFailure(new TestSource(client, random(5 * MIB), 65_536, true), 1);
    assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertNoStages();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_000, SMALL + 1, 2 * MIB})
  void a_client_that_fails_in_the_middle_leaves_no_stage_anywhere(int breaksOffAt) {
    for (boolean declared : new boolean[] {true, false}) {
      TestSource source = new TestSource(client, random(4 * MIB), 10_000, declared, breaksOffAt);
      BlobFailure failure = blobFailure(source, 2);
      assertThat(failure).hasMessage("the client is gone");
      assertNoStages();
    }
  }

  @Test
  void a_slow_disk_makes_the_client_wait_and_loses_nothing() {
    Vertx timers = vertx;
    a.store.onWrite = size -> timers.timer(1, TimeUnit.MILLISECONDS).mapEmpty();
    Buffer body = random(12 * MIB);
    TestSource source = new TestSource(client, body, 65_536, true);
    Received.Staged staged = (Received.Staged) await(receive(source, 3, b, c));
    assertThat(staged.stagedAt()).hasSize(2);
    assertThat(source.everPaused).isTrue();
    assertStaged(a, body);
  }

  @Test
  void where_fewer_stages_are_enough_the_body_is_asked_for_although_peers_refuse() {
    b.store.onOpen = id -> FakeStore.noSpace();
    c.store.onOpen = id -> FakeStore.noSpace();
    Buffer body = random(2 * MIB);
    TestSource source = new TestSource(client, body, 65_536, true);
    List<Member> members = List.of(b.member(), c.member());
    ReceivePlan plan = new ReceivePlan(stage, members, Set.of(), 2, 1);
    Received.Staged staged =
        (Received.Staged) await(PeerNode.on(a.loop, () -> a.bodies.receive(source, plan)));
    assertThat(staged.stagedAt()).isEmpty();
    assertThat(staged.detached()).hasSize(2);
    assertStaged(a, body);
  }

  private Future<Received> receive(TestSource source, int keep, PeerNode... remotes) {
    List<Member> members = Stream.of(remotes).map(PeerNode::member).toList();
    return PeerNode.on(
        a.loop, () -> a.bodies.receive(source, new ReceivePlan(stage, members, Set.of(), keep)));
  }

  private Received.Staged staged(Buffer body, int keep, PeerNode... remotes) {
    TestSource source = new TestSource(client, body, 65_536, true);
    Received.Staged staged = (Received.Staged) await(receive(source, keep, remotes));
    assertThat(staged.crc32c()).isEqualTo(crc(body));
    return staged;
  }

  private BlobFailure blobFailure(TestSource source, int keep) {
    return (BlobFailure) failure(receive(source, keep, b, c));
  }

  private void assertStaged(PeerNode node, Buffer body) {
    FakeStore.FakeStage staged = node.store.stages.get(stage);
    assertThat(staged.complete).isTrue();
    // Not by the assertion itself, which would print megabytes.
    assertThat(staged.bytes.equals(body)).as("node %d has the bytes", node.number).isTrue();
  }

  private void assertNoStages() {
    assertNoStage(a);
    assertNoStage(b);
    assertNoStage(c);
  }

  private static void assertNoStage(PeerNode node) {
    Awaitility.await().untilAsserted(() -> assertThat(node.store.stages).isEmpty());
  }

  private static List<Reason> reasons(List<ReplicaFailure> failures) {
    return failures.stream().map(ReplicaFailure::reason).toList();
  }

  private static Buffer random(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private static int crc(Buffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.getBytes());
    return (int) crc.getValue();
  }
}
