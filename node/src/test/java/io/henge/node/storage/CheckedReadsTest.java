package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.FileBody;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.PieceBody;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No byte of a file is handed over that was not compared with its checksum. */
class CheckedReadsTest {
  private static final PartitionedKey KEY = Samples.key(5, "photos/a");
  private static final int SIZE = 3_000_001;
  private static final Buffer BODY = Samples.bytes(2, SIZE);
  private static final Version VERSION = Samples.version(1, Context.EMPTY, BODY);
  private static final ByteRange ALL = ByteRange.whole(SIZE);
  private static final int LATER = 2_345_678;

  private static Vertx vertx;

  @TempDir private Path temporary;
  private final AtomicLong nowMillis = new AtomicLong();
  private OpenStore open;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @BeforeEach
  void openStore() {
    open =
        OpenStore.in(
            vertx,
            temporary.resolve("data"),
            DiskBlobStore.Options.DEFAULT.withReserveBytes(0).withClock(nowMillis::get));
    open.driver().putFile(open.store(), KEY, VERSION, BODY);
  }

  @AfterEach
  void nothingIsLeftOpen() {
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(open.store().checkBuffers()).isZero();
              assertThat(open.store().readCounts().openFiles()).isZero();
            });
    open.close();
  }

  private OpenBody body(ByteRange range) {
    return open.driver()
        .<Optional<OpenBody>>await(() -> open.store().open(KEY, VERSION, range))
        .orElseThrow();
  }

  private Path file() {
    return OpenStore.files(open.directory().paths().blobs()).get(0);
  }

  private void damage(long position) {
    try (FileChannel channel =
        FileChannel.open(file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      channel.write(one.put(0, (byte) (one.get(0) ^ 4)).flip(), position);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a taker got before the transfer ended, and how it ended. */
  private record Taken(Buffer bytes, Future<Void> end) {}

  private static Taken take(OpenBody body) {
    Buffer bytes = Buffer.buffer();
    Future<Void> end =
        ((PieceBody) body)
            .sendTo(
                piece -> {
                  bytes.appendBuffer(StoreDriver.bytes(piece));
                  return Future.succeededFuture();
                })
            .onComplete(done -> body.close());
    Awaitility.await().until(end::isComplete);
    return new Taken(bytes, end);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3000001",
    "0, 65536",
    "65536, 2097152",
    "2949120, 50881",
    "0, 65537",
    "1, 65535",
    "1, 65534",
    "70000, 1",
    "65535, 2",
    "100, 2999900",
    "3000001, 0",
    "123456, 0"
  })
  void each_slice_has_its_checksum(long offset, long length) {
    CRC32C checksum = new CRC32C();
    checksum.update(BODY.getBytes((int) offset, (int) (offset + length)));
    // First while its blocks are compared, then from what is remembered of them.
    for (int i = 0; i < 2; i++) {
      OpenBody part = body(new ByteRange(offset, length));
      assertThat(part.crc32c()).hasValue((int) checksum.getValue());
      assertThat(StoreDriver.bytes(part).length()).isEqualTo((int) length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {70_000, 2_900_000})
  void damage_in_a_block_of_which_a_slice_has_a_part_is_found_before_its_first_byte(int position) {
    damage(position);
    ByteRange slice = new ByteRange(70_100, 2_829_800);
    assertThat(open.driver().failure(() -> open.store().open(KEY, VERSION, slice)))
        .isEqualTo(StorageFailure.Kind.CORRUPT);
    assertThat(OpenStore.files(open.directory().paths().quarantine())).hasSize(1);
  }

  @Test
  void the_first_reader_gets_checked_pieces_and_the_second_one_the_file() {
    OpenBody first = body(ALL);
    assertThat(first).isInstanceOf(PieceBody.class);
    assertThat(StoreDriver.bytes(first)).isEqualTo(BODY);
    OpenBody second = body(ALL);
    assertThat(second).isInstanceOf(FileBody.class);
    assertThat(StoreDriver.bytes(second)).isEqualTo(BODY);
    ReadCounts counts = open.store().readCounts();
    assertThat(counts.checkedSlices()).isEqualTo(1);
    assertThat(counts.rememberedSlices()).isEqualTo(1);
    assertThat(counts.pageCacheBytes()).isEqualTo(2 * SIZE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void any_slice_is_the_slice_of_the_body_in_either_way(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 40; i++) {
      nowMillis.addAndGet(random.nextInt(200_000));
      long offset = random.nextInt(SIZE);
      long length = random.nextBoolean() ? SIZE - offset : random.nextLong(SIZE - offset + 1);
      ByteRange range = new ByteRange(offset, length);
      assertThat(StoreDriver.bytes(body(range)))
          .as("seed %d, %s", seed, range)
          .isEqualTo(BODY.slice((int) range.offset(), (int) range.end()));
    }
  }

  @Test
  void a_short_slice_is_checked_at_once_and_only_its_blocks_are() {
    damage(LATER);
    OpenBody sound = body(new ByteRange(65_000, 1_000));
    assertThat(sound).isInstanceOf(FileBody.class);
    assertThat(StoreDriver.bytes(sound)).isEqualTo(BODY.slice(65_000, 66_000));
    assertThat(open.driver().failure(() -> open.store().open(KEY, VERSION, around(LATER))))
        .isEqualTo(StorageFailure.Kind.CORRUPT);
    assertThat(open.store().corruptCount()).isEqualTo(1);
  }

  private static ByteRange around(long position) {
    return new ByteRange(position - 10_000, 10_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 70_000, SIZE + 3, SIZE + 150})
  void damage_in_the_first_piece_or_the_footer_is_found_before_the_first_byte(long position) {
    damage(position);
    assertThat(open.driver().failure(() -> open.store().open(KEY, VERSION, ALL)))
        .isEqualTo(StorageFailure.Kind.CORRUPT);
    assertThat(OpenStore.files(open.directory().paths().blobs())).isEmpty();
    assertThat(open.store().corruptCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_200_000, LATER, SIZE - 1})
  void damage_behind_the_first_piece_ends_the_transfer_before_the_block(int position) {
    damage(position);
    List<OpenBody> readers = List.of(body(ALL), body(new ByteRange(100_000, SIZE - 100_000)));
    for (OpenBody reader : readers) {
      Taken taken = take(reader);
      assertThat(taken.end().cause()).isInstanceOf(PieceBody.Unreadable.class);
      int offset = SIZE - (int) reader.length();
      assertThat(offset + taken.bytes().length()).isLessThanOrEqualTo(position / 65_536 * 65_536);
      assertThat(taken.bytes()).isEqualTo(BODY.slice(offset, offset + taken.bytes().length()));
    }
    assertThat(OpenStore.files(open.directory().paths().quarantine())).hasSize(1);
    assertThat(open.store().corruptCount()).isEqualTo(1);
  }

  @Test
  void a_good_copy_that_took_the_name_meanwhile_stays() throws IOException {
    Path good = temporary.resolve("good");
    Files.copy(file(), good);
    damage(LATER);
    OpenBody reader = body(ALL);
    Files.move(good, file(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(take(reader).end().failed()).isTrue();
    assertThat(open.store().corruptCount()).isZero();
    assertThat(StoreDriver.bytes(body(ALL))).isEqualTo(BODY);
  }

  @Test
  void what_was_found_sound_is_forgotten_when_the_file_changes_and_after_a_time()
      throws IOException {
    StoreDriver.bytes(body(ALL));
    assertThat(StoreDriver.bytes(body(ALL))).isEqualTo(BODY);
    Files.setLastModifiedTime(file(), FileTime.fromMillis(1_000_000));
    assertThat(checkedAgain()).isTrue();
    Path copy = temporary.resolve("copy");
    Files.copy(file(), copy, StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(copy, file(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(checkedAgain()).isTrue();
    nowMillis.addAndGet(VerifiedBlocks.REMEMBERED.toMillis() - 1);
    assertThat(checkedAgain()).isFalse();
    nowMillis.addAndGet(1);
    assertThat(checkedAgain()).isTrue();
  }

  private boolean checkedAgain() {
    OpenBody body = body(ALL);
    assertThat(StoreDriver.bytes(body)).isEqualTo(BODY);
    return body instanceof PieceBody;
  }

  @Test
  void a_taker_that_is_slow_gets_two_pieces_and_no_more() {
    OpenBody body = body(ALL);
    List<Promise<Void>> pieces = new ArrayList<>();
    Future<Void> sent =
        ((PieceBody) body)
            .sendTo(
                piece -> {
                  Promise<Void> taken = Promise.promise();
                  pieces.add(taken);
                  return taken.future();
                });
    Awaitility.await().until(() -> pieces.size() == 2);
    pieces.get(1).fail("the client is gone");
    pieces.get(0).complete();
    Awaitility.await().until(sent::failed);
    assertThat(sent.cause()).hasMessage("the client is gone");
    assertThat(pieces).hasSize(2);
    body.close();
  }

  @Test
  void bodies_that_are_closed_before_between_and_after_give_everything_back() {
    body(ALL).close();
    OpenBody body = body(ALL);
    Promise<Void> taken = Promise.promise();
    Future<Void> sent = ((PieceBody) body).sendTo(piece -> taken.future());
    body.close();
    body.close();
    taken.complete();
    Awaitility.await().until(sent::isComplete);
    assertThatThrownBy(() -> ((PieceBody) body).sendTo(piece -> taken.future()).await())
        .isInstanceOf(PieceBody.Unreadable.class);
    OpenBody throwing = body(ALL);
    Future<Void> thrown =
        ((PieceBody) throwing)
            .sendTo(
                piece -> {
                  throw new IllegalStateException("the answer is over");
                });
    Awaitility.await().until(thrown::failed);
    throwing.close();
  }

  @Test
  void transfers_that_nobody_takes_hold_no_memory() {
    List<OpenBody> bodies = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      bodies.add(body(ALL));
    }
    assertThat(bodies).allMatch(PieceBody.class::isInstance);
    assertThat(open.store().checkBuffers()).isZero();
    bodies.forEach(body -> assertThat(StoreDriver.bytes(body)).isEqualTo(BODY));
  }
}
