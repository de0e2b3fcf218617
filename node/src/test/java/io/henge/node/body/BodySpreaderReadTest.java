package io.henge.node.body;

import static io.henge.node.peer.PeerNode.await;
import static io.henge.node.peer.PeerNode.failure;
import static io.henge.node.peer.PeerNode.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.FileBody;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.peer.FakeStore;
import io.henge.node.peer.PeerNode;
import io.henge.node.port.Bodies.BodyGone;
import io.henge.node.port.NetworkFailure;
import io.henge.ring.BlobKey;
import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.henge.ring.version.Actor;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodySpreaderReadTest {
  private static final int MIB = 1 << 20;
  private static final PartitionedKey KEY = new PartitionedKey(3, BlobKey.of("a/b"));
  private static final StageId STAGE = new StageId(new NodeId(101), 1);
  private static final SpreadSettings SETTINGS = new SpreadSettings(32 << 10, MIB, 500, 1_000);

  @TempDir private Path directory;
  private final AtomicInteger closedFiles = new AtomicInteger();
  private Vertx vertx;
  private PeerNode a;
  private PeerNode b;

  /** The loop that sends to the client, which is not the one that opened the body. */
  private io.vertx.core.Context consumer;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    a = new PeerNode(vertx, 1, "secret", PeerNode.LIMITS, SETTINGS).start();
    b = new PeerNode(vertx, 2, "secret", PeerNode.LIMITS, SETTINGS).start();
    consumer = vertx.getOrCreateContext();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, MIB, 5 * MIB + 1})
  void a_body_comes_whole_from_memory_and_from_a_file(int size) throws IOException {
    Buffer body = random(size);
    b.store.put(KEY, body);
    assertSame(await(read(open(version(body), ByteRange.whole(size)))), body);
    putFile(body);
    // Several times, because connections are used again.
    for (int i = 0; i < 3; i++) {
      assertSame(await(read(open(version(body), ByteRange.whole(size)))), body);
    }
    Awaitility.await().untilAtomic(closedFiles, is(3));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void a_slice_is_that_slice(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Buffer body = random(3 * MIB);
    putFile(body);
    int offset = random.nextInt(body.length());
    int length = random.nextInt(body.length() - offset);
    Future<RemoteBody> open = open(version(body), new ByteRange(offset, length));
    assertSame(await(read(open)), body.slice(offset, offset + length));
    assertThat(open.result().crc32c())
        .isEqualTo(new InlineBody(body.slice(offset, offset + length)).crc32c());
  }

  @Test
  void a_slow_client_holds_the_peer_back_and_gets_everything() throws IOException {
    Buffer body = random(8 * MIB);
    putFile(body);
    RemoteBody open = await(open(version(body), ByteRange.whole(body.length())));
    Buffer got = Buffer.buffer();
    Promise<Void> end = Promise.promise();
    consumer.runOnContext(
        now -> {
          open.endHandler(end::complete).exceptionHandler(end::fail);
          open.handler(
              bytes -> {
                got.appendBuffer(bytes);
                open.pause();
                vertx.setTimer(1, later -> open.resume());
              });
        });
    await(end.future());
    assertSame(got, body);
  }

  @Test
  void a_version_whose_bytes_are_gone_fails_by_that_name_and_the_connection_stays_in_use() {
    Buffer body = random(100_000);
    for (int i = 0; i < 3; i++) {
      assertThat(failure(open(version(body), ByteRange.whole(10)))).isInstanceOf(BodyGone.class);
    }
    b.store.put(KEY, body);
    assertSame(await(read(open(version(body), ByteRange.whole(100_000)))), body);
  }

  @Test
  void an_unreachable_holder_fails() {
    b.stop();
    Throwable failure = failure(open(version(random(10)), ByteRange.whole(10)));
    assertThat(((NetworkFailure) failure).reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void a_holder_that_does_not_answer_fails_after_a_while() {
    b.store.onRead = FakeStore::never;
    Throwable failure = failure(open(version(random(10)), ByteRange.whole(10)));
    assertThat(((NetworkFailure) failure).reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void a_holder_whose_file_is_too_short_fails() {
    b.store.bodies.put(KEY, range -> shortFile(range));
    Throwable failure = failure(read(open(version(random(100_000)), ByteRange.whole(100_000))));
    assertThat(((NetworkFailure) failure).reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void a_corrupt_body_never_looks_complete() {
    Buffer body = random(3 * MIB);
    Buffer corrupt = body.copy().setByte(100, (byte) (body.getByte(100) + 1));
    b.store.put(KEY, corrupt);
    AtomicLong got = new AtomicLong();
    Throwable failure =
        failure(
            open(version(body), ByteRange.whole(body.length()))
                .compose(open -> consume(open, bytes -> got.addAndGet(bytes.length()))));
    assertThat(((NetworkFailure) failure).reason()).isEqualTo(Reason.STORAGE);
    assertThat(got.get()).isLessThan(body.length());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_000, 65_535})
  void a_slice_that_changes_on_its_way_never_looks_complete(int changedAt) throws IOException {
    Buffer body = random(3 * MIB);
    ByteRange range = new ByteRange(MIB - 7, 65_536);
    Buffer slice = body.getBuffer((int) range.offset(), (int) range.end());
    b.store.bodies.put(KEY, asked -> summedAs(slice, slice));
    assertSame(await(read(open(version(body), range))), slice);
    Buffer changed = slice.copy().setByte(changedAt, (byte) (slice.getByte(changedAt) ^ 1));
    b.store.bodies.put(KEY, asked -> summedAs(slice, changed));
    AtomicLong got = new AtomicLong();

    Throwable failure =
        failure(
            open(version(body), range)
                .compose(open -> consume(open, bytes -> got.addAndGet(bytes.length()))));

    assertThat(((NetworkFailure) failure).reason()).isEqualTo(Reason.STORAGE);
    assertThat(got.get()).isLessThan(slice.length());
  }

  /** Sends bytes with the checksum of others, as if they had changed between the nodes. */
  private OpenBody summedAs(Buffer slice, Buffer sent) {
    try {
      Path file = Files.write(directory.resolve("changed"), sent.getBytes());
      FileChannel channel = FileChannel.open(file);
      return new FileBody(
          channel,
          ByteRange.whole(sent.length()),
          new InlineBody(slice).crc32c(),
          () -> closeQuietly(channel));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_body_that_ends_early_fails() throws IOException {
    Buffer body = random(20 * MIB);
    putFile(body);
    RemoteBody open = await(open(version(body), ByteRange.whole(body.length())));
    Future<Void> read =
        consume(
            open,
            bytes -> {
              open.pause();
              b.loop.runOnContext(now -> b.closeServer());
              vertx.setTimer(20, later -> open.resume());
            });
    assertThat(((NetworkFailure) failure(read)).reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void a_reader_that_closes_in_the_middle_frees_the_holders_file() throws IOException {
    putFile(random(20 * MIB));
    RemoteBody open = await(open(version(random(20 * MIB)), ByteRange.whole(20 * MIB)));
    consumer.runOnContext(now -> open.handler(bytes -> open.close()));
    Awaitility.await().untilAtomic(closedFiles, is(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 5 * MIB + 1})
  void a_body_is_fetched_into_a_stage(int size) throws IOException {
    Buffer body = random(size);
    putFile(body);
    a.store.onWrite = written -> vertx.timer(1, TimeUnit.MILLISECONDS).mapEmpty();
    await(fetch(version(body)));
    FakeStore.FakeStage stage = a.store.stages.get(STAGE);
    assertThat(stage.complete).isTrue();
    assertSame(stage.bytes, body);
  }

  @Test
  void a_fetch_of_corrupt_or_missing_bytes_or_onto_a_full_disk_leaves_no_stage() {
    Buffer body = random(3 * MIB);
    assertThat(failure(fetch(version(body)))).isInstanceOf(BodyGone.class);
    b.store.put(KEY, body.copy().setByte(7, (byte) (body.getByte(7) + 1)));
    assertThat(((NetworkFailure) failure(fetch(version(body)))).reason()).isEqualTo(Reason.STORAGE);
    b.store.bodies.put(KEY, range -> new InlineBody(body.slice(0, MIB)));
    assertThat(((NetworkFailure) failure(fetch(version(body)))).reason()).isEqualTo(Reason.STORAGE);
    b.store.put(KEY, body);
    a.store.onWrite = written -> written > MIB ? FakeStore.noSpace() : Future.succeededFuture();
    assertThat(failure(fetch(version(body)))).hasMessageContaining("full");
    assertThat(a.store.stages).isEmpty();
  }

  @Test
  void a_fetch_into_a_store_that_refuses_at_once_fails() {
    Buffer body = random(MIB);
    b.store.put(KEY, body);
    a.store.onOpen = id -> FakeStore.noSpace();
    assertThat(failure(fetch(version(body)))).hasMessageContaining("full");
  }

  @Test
  void an_abandoned_stage_is_forgotten_here_and_there() {
    await(on(a.loop, () -> a.store.stage(STAGE)));
    await(on(b.loop, () -> b.store.stage(STAGE)));
    a.loop.runOnContext(now -> a.bodies.abandon(STAGE, List.of(b.member())));
    Awaitility.await().until(() -> a.store.stages.isEmpty() && b.store.stages.isEmpty());
  }

  @Test
  void a_guest_is_heard_and_gets_no_bodies_and_does_away_with_none() {
    Buffer body = random(1_000);
    Buffer hello = Buffer.buffer("hello");
    ByteRange all = new ByteRange(0, body.length());
    b.store.put(KEY, body);
    await(on(b.loop, () -> b.store.stage(STAGE)));
    b.takesGuests = true;
    assertThat(await(a.call(b, hello, 5_000))).isEqualTo(hello);
    assertThat(failure(open(version(body), all))).isInstanceOf(NetworkFailure.class);
    a.loop.runOnContext(now -> a.bodies.abandon(STAGE, List.of(b.member())));
    assertThat(await(a.call(b, hello, 5_000))).isEqualTo(hello);
    assertThat(b.store.stages).containsKey(STAGE);
    b.takesGuests = false;
    assertSame(await(read(open(version(body), all))), body);
  }

  private Future<Void> fetch(Version version) {
    return on(a.loop, () -> a.bodies.fetch(b.member(), KEY, version, STAGE));
  }

  private Future<RemoteBody> open(Version version, ByteRange range) {
    return on(a.loop, () -> a.bodies.open(b.member(), KEY, version, range))
        .map(body -> (RemoteBody) body);
  }

  private Future<Buffer> read(Future<RemoteBody> open) {
    Buffer all = Buffer.buffer();
    return open.compose(body -> consume(body, all::appendBuffer)).map(all);
  }

  private Future<Void> consume(RemoteBody body, Handler<Buffer> handler) {
    Promise<Void> end = Promise.promise();
    consumer.runOnContext(
        now ->
            body.exceptionHandler(end::tryFail)
                .endHandler(nothing -> end.tryComplete())
                .handler(handler));
    return end.future().eventually(() -> closed(body));
  }

  private static Future<Void> closed(OpenBody body) {
    body.close();
    return Future.succeededFuture();
  }

  private void putFile(Buffer body) throws IOException {
    Path file = directory.resolve("body");
    Files.write(file, body.getBytes());
    b.store.bodies.put(
        KEY,
        range -> {
          try {
            FileChannel channel = FileChannel.open(file);
            return new FileBody(
                channel,
                range,
                new InlineBody(body.slice((int) range.offset(), (int) range.end())).crc32c(),
                () -> {
                  closedFiles.incrementAndGet();
                  closeQuietly(channel);
                });
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** A body that promises more than its file has. */
  private OpenBody shortFile(ByteRange range) {
    try {
      Path file = directory.resolve("short");
      Files.write(file, new byte[0]);
      FileChannel channel = FileChannel.open(file);
      return new FileBody(channel, range, OptionalInt.of(0), () -> closeQuietly(channel));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Version version(Buffer body) {
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes());
    Content content = new Content(body.length(), (int) crc.getValue(), new TreeMap<>());
    Dot dot = new Dot(new Actor(new NodeId(7), new Incarnation(8), 1), 1);
    return new Version(
        dot,
        Context.EMPTY,
        new Timestamp(1, 0),
        Policy.SIBLINGS,
        Optional.of("request"),
        OptionalLong.empty(),
        Optional.of(content));
  }

  private static void assertSame(Buffer got, Buffer expected) {
    // Not by the assertion itself, which would print megabytes.
    assertThat(got.equals(expected)).as("%d bytes", expected.length()).isTrue();
  }

  private static Buffer random(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }
}
