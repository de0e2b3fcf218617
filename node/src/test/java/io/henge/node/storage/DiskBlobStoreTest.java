package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.CommitSteps.Step;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.RocksTable;
import io.henge.node.storage.table.TableBatch;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real store does beyond the promises of every store: damage, bounds, idle stages. */
class DiskBlobStoreTest {
  private static final PartitionedKey KEY = Samples.key(5, "photos/a");
  private static final Buffer SMALL = Samples.bytes(1, 1000);
  private static final Buffer LARGE = Samples.bytes(2, 300_000);
  private static final Version SMALL_VERSION = Samples.version(1, Context.EMPTY, SMALL);
  private static final Version LARGE_VERSION = Samples.version(2, Context.EMPTY, LARGE);

  private static Vertx vertx;

  @TempDir private Path temporary;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private Path data() {
    return temporary.resolve("data");
  }

  @Test
  void a_small_body_that_was_damaged_is_not_served_but_counted_and_kept_aside() throws Exception {
    try (OpenStore open = OpenStore.in(vertx, data())) {
      open.driver().putInline(open.store(), KEY, SMALL_VERSION, SMALL);
    }
    changeIndex(
        batch -> {
          byte[] value = InlineValue.encode(SMALL);
          value[500] ^= 1;
          batch.put(Family.BODIES, IndexKeys.body(KEY, SMALL_VERSION.dot()), value);
        });
    try (OpenStore open = OpenStore.in(vertx, data())) {
      assertThat(open.driver().failure(() -> open.store().inline(KEY, SMALL_VERSION)))
          .isEqualTo(StorageFailure.Kind.CORRUPT);
      assertThat(readFailure(open, SMALL_VERSION)).isEqualTo(StorageFailure.Kind.CORRUPT);
      assertThat(open.store().corruptCount()).isEqualTo(1);
      assertThat(OpenStore.files(data().resolve("quarantine"))).hasSize(1);
      open.driver().putInline(open.store(), KEY, SMALL_VERSION, SMALL);
      assertThat(open.driver().read(open.store(), KEY, SMALL_VERSION)).contains(SMALL);
    }
  }

  /** A change of the stored bytes behind the store's back. */
  private interface IndexChange {
    void in(TableBatch batch);
  }

  private void changeIndex(IndexChange change) throws Exception {
    try (Index index = index(data())) {
      TableBatch batch = new TableBatch();
      change.in(batch);
      index.write(batch);
    }
  }

  private static Index index(Path data) throws IOException {
    Path index = data.resolve("index");
    return Index.in(RocksTable.open(index, failure -> {}), index);
  }

  private static StorageFailure.Kind readFailure(OpenStore open, Version version) {
    return open.driver()
        .failure(
            () ->
                open.store()
                    .open(
                        KEY,
                        version,
                        ByteRange.whole(version.content().orElseThrow().sizeBytes())));
  }

  @Test
  void a_file_with_a_damaged_footer_is_moved_aside_and_a_good_copy_may_take_its_place()
      throws IOException {
    try (OpenStore open = OpenStore.in(vertx, data())) {
      open.driver().putFile(open.store(), KEY, LARGE_VERSION, LARGE);
      Path file = OpenStore.files(data().resolve("blobs")).get(0);
      flipBit(file, LARGE.length() + 10);
      assertThat(readFailure(open, LARGE_VERSION)).isEqualTo(StorageFailure.Kind.CORRUPT);
      assertThat(open.store().corruptCount()).isEqualTo(1);
      assertThat(file).doesNotExist();
      assertThat(data().resolve("quarantine").resolve(file.getFileName())).exists();
      assertThat(readFailure(open, LARGE_VERSION)).isEqualTo(StorageFailure.Kind.CORRUPT);
      open.driver().putFile(open.store(), KEY, LARGE_VERSION, LARGE);
      assertThat(open.driver().read(open.store(), KEY, LARGE_VERSION)).contains(LARGE);
    }
  }

  private static void flipBit(Path file, int position) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[position] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void a_file_that_another_version_has_the_place_of_is_moved_aside() throws IOException {
    try (OpenStore open = OpenStore.in(vertx, data())) {
      Version other = Samples.version(3, Context.EMPTY, LARGE);
      open.driver().putFile(open.store(), KEY, LARGE_VERSION, LARGE);
      Path file = OpenStore.files(data().resolve("blobs")).get(0);
      open.driver().putFile(open.store(), Samples.key(6, "other"), other, LARGE);
      Path swapped =
          OpenStore.files(data().resolve("blobs")).stream()
              .filter(f -> !f.equals(file))
              .findFirst()
              .orElseThrow();
      Files.move(swapped, file, StandardCopyOption.REPLACE_EXISTING);
      assertThat(readFailure(open, LARGE_VERSION)).isEqualTo(StorageFailure.Kind.CORRUPT);
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void a_file_of_a_newer_format_is_refused_by_name_and_left_where_it_is() throws IOException {
    try (OpenStore open = OpenStore.in(vertx, data())) {
      open.driver().putFile(open.store(), KEY, LARGE_VERSION, LARGE);
      Path file = OpenStore.files(data().resolve("blobs")).get(0);
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, inTheNextFormat(bytes));
      assertThatThrownBy(() -> open.driver().read(open.store(), KEY, LARGE_VERSION))
          .isInstanceOf(StorageFailure.class)
          .hasMessageContaining("was written in format 2; this program reads formats up to 1");
      assertThat(file).exists();
    }
  }

  /** The trailer stays what it is in every format: length, format, checksum of all before it. */
  private static byte[] inTheNextFormat(byte[] file) {
    ByteBuffer trailer = ByteBuffer.wrap(file, file.length - 20, 20).slice();
    trailer.putInt(4, BlobFileFormat.FORMAT + 1);
    int footer = file.length - 20 - trailer.getInt(0);
    CRC32C crc = new CRC32C();
    crc.update(file, footer, file.length - 12 - footer);
    trailer.putInt(8, (int) crc.getValue());
    return file;
  }

  @Test
  void keys_are_listed_without_those_whose_records_cannot_be_read() throws Exception {
    PartitionedKey other = Samples.key(6, "photos/b");
    try (OpenStore open = OpenStore.in(vertx, data())) {
      open.driver().putInline(open.store(), KEY, SMALL_VERSION, SMALL);
      open.driver().putInline(open.store(), other, SMALL_VERSION, SMALL);
    }
    changeIndex(batch -> batch.put(Family.RECORDS, IndexKeys.record(KEY), new byte[] {1, 2, 3}));
    try (OpenStore open = OpenStore.in(vertx, data())) {
      for (Optional<String> delimiter : List.of(Optional.<String>empty(), Optional.of("/"))) {
        KeyRange range = new KeyRange("", delimiter, KeyBound.START, 10);
        NamePage page = open.driver().await(() -> open.store().names(range, partition -> true));
        assertThat(page.entries()).extracting(KeyPage.Entry::key).containsExactly(other.key());
        assertThat(page.unreadable()).containsExactly(KEY.partition());
      }
    }
  }

  @Test
  void an_index_or_a_record_of_a_newer_format_is_refused_by_name() throws Exception {
    try (OpenStore open = OpenStore.in(vertx, data())) {
      open.driver().putInline(open.store(), KEY, SMALL_VERSION, SMALL);
    }
    byte[] newer = {IndexRecordCodec.FORMAT + 1};
    changeIndex(batch -> batch.put(Family.RECORDS, IndexKeys.record(KEY), newer));
    try (OpenStore open = OpenStore.in(vertx, data())) {
      assertThatThrownBy(() -> open.driver().await(() -> open.store().load(KEY)))
          .isInstanceOf(StorageFailure.class)
          .hasMessageContaining("was written in format 2; this program reads formats up to 1");
    }
    byte[] format = ByteBuffer.allocate(4).putInt(Index.FORMAT + 1).array();
    changeIndex(
        batch -> batch.put(Family.META, "format".getBytes(StandardCharsets.US_ASCII), format));
    assertThatThrownBy(() -> OpenStore.in(vertx, data()))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseInstanceOf(NewerFormatException.class)
        .hasMessageContaining("the index in")
        .hasMessageContaining("was written in format 3; this program reads formats up to 2");
  }

  @Test
  void a_stage_that_nobody_uses_is_swept_and_one_in_use_is_not() {
    AtomicLong nowMillis = new AtomicLong();
    DiskBlobStore.Options options =
        DiskBlobStore.Options.DEFAULT.withReserveBytes(0).withClock(nowMillis::get);
    try (OpenStore open = OpenStore.in(vertx, data(), options)) {
      StoreDriver driver = open.driver();
      Stage idle = driver.await(() -> open.store().stage(Samples.stageId(1)));
      driver.await(() -> idle.write(LARGE));
      driver.stage(open.store(), Samples.stageId(2), LARGE);
      Stage used = driver.await(() -> open.store().stage(Samples.stageId(3)));
      nowMillis.set(Stages.IDLE_MILLIS_MAX);
      driver.await(() -> used.write(LARGE));
      driver.await(() -> open.store().sweep());
      assertThat(open.store().stageCount()).isEqualTo(3);
      nowMillis.incrementAndGet();
      driver.await(() -> open.store().sweep());
      assertThat(open.store().stageCount()).isEqualTo(1);
      assertThat(OpenStore.files(data().resolve("stage"))).hasSize(1);
      assertThat(driver.failure(() -> idle.write(SMALL))).isEqualTo(StorageFailure.Kind.NO_STAGE);
      driver.await(() -> used.complete(LARGE.length(), Samples.crc32c(LARGE)));
      driver.await(
          () -> open.store().commit(Samples.staged(KEY, LARGE_VERSION, Samples.stageId(3))));
      assertThat(driver.read(open.store(), KEY, LARGE_VERSION)).contains(LARGE);
    }
  }

  @Test
  void bodies_stop_at_the_reserve_and_tombstones_go_on() throws IOException {
    try (OpenStore open = OpenStore.in(vertx, data())) {
      open.driver().putInline(open.store(), KEY, SMALL_VERSION, SMALL);
    }
    long reserveBytes = Files.getFileStore(temporary).getUsableSpace() * 2;
    try (OpenStore open =
        OpenStore.in(vertx, data(), DiskBlobStore.Options.DEFAULT.withReserveBytes(reserveBytes))) {
      assertThat(open.driver().failure(() -> open.store().stage(Samples.stageId(1))))
          .isEqualTo(StorageFailure.Kind.NO_SPACE);
      Version next = Samples.version(3, SMALL_VERSION.context(), SMALL);
      assertThat(open.driver().failure(() -> open.store().commit(Samples.inline(KEY, next, SMALL))))
          .isEqualTo(StorageFailure.Kind.NO_SPACE);
      assertThat(open.driver().read(open.store(), KEY, SMALL_VERSION)).contains(SMALL);
      Version gone = Samples.tombstone(4, SMALL_VERSION.context());
      open.driver()
          .await(() -> open.store().commit(new Change(KEY, Samples.record(gone), List.of())));
      assertThat(open.store().refusal()).isEmpty();
    }
  }

  @Test
  void too_many_waiting_writes_are_refused_and_the_others_are_stored() throws Exception {
    CountDownLatch disk = new CountDownLatch(1);
    CommitSteps slow =
        step -> {
          try {
            if (step == Step.INDEX_WRITTEN && !disk.await(60, TimeUnit.SECONDS)) {
              throw new IOException("the test took too long");
            }
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        };
    try (OpenStore open = OpenStore.in(vertx, data(), slow)) {
      List<Future<Void>> commits = new ArrayList<>();
      open.driver()
          .await(
              () -> {
                for (int i = 0; i < 100; i++) {
                  Version version = Samples.version(i, Context.EMPTY, LARGE);
                  commits.add(
                      open.store().commit(Samples.inline(Samples.key(1, "k" + i), version, LARGE)));
                }
                return Future.succeededFuture();
              });
      disk.countDown();
      open.driver().await(() -> Future.join(commits).otherwiseEmpty());
      Consumer<Future<Void>> isBusy =
          commit ->
              assertThat(((StorageFailure) commit.cause()).kind())
                  .isEqualTo(StorageFailure.Kind.BUSY);
      assertThat(commits.stream().filter(Future::failed)).hasSizeBetween(1, 60).allSatisfy(isBusy);
      for (int i = 0; i < 100; i++) {
        Version version = Samples.version(i, Context.EMPTY, LARGE);
        assertThat(open.driver().read(open.store(), Samples.key(1, "k" + i), version).isPresent())
            .isEqualTo(commits.get(i).succeeded());
      }
    }
  }

  @Test
  void replaced_files_that_a_crash_left_are_unlinked_at_the_next_start() throws Exception {
    try (OpenStore open = OpenStore.in(vertx, data())) {
      open.driver().putFile(open.store(), KEY, LARGE_VERSION, LARGE);
    }
    Path file = OpenStore.files(data().resolve("blobs")).get(0);
    changeIndex(batch -> Index.putUnlink(batch, file.getFileName().toString()));
    OpenStore.in(vertx, data()).close();
    assertThat(file).doesNotExist();
    try (Index index = index(data())) {
      assertThat(index.unlinks()).isEmpty();
    }
  }

  @Test
  void settling_forgets_what_is_unlinked_for_good() throws Exception {
    Path copy = temporary.resolve("copy");
    try (OpenStore open = OpenStore.in(vertx, data())) {
      open.driver().putFile(open.store(), KEY, LARGE_VERSION, LARGE);
      Version next = Samples.version(3, LARGE_VERSION.context(), SMALL);
      open.driver().putInline(open.store(), KEY, next, SMALL);
      OpenStore.copy(data(), copy);
      open.driver().await(() -> open.store().settle());
    }
    try (Index index = index(copy)) {
      assertThat(index.unlinks()).hasSize(1);
    }
    try (Index index = index(data())) {
      assertThat(index.unlinks()).isEmpty();
    }
  }

  @Test
  void a_file_that_resists_is_not_settled() throws IOException {
    try (OpenStore open = OpenStore.in(vertx, data())) {
      open.driver().putFile(open.store(), KEY, LARGE_VERSION, LARGE);
      Path file = OpenStore.files(data().resolve("blobs")).get(0);
      Files.delete(file);
      Files.createDirectories(file.resolve("a directory with something in it"));
      Version next = Samples.version(3, LARGE_VERSION.context(), SMALL);
      open.driver().putInline(open.store(), KEY, next, SMALL);
      assertThat(open.driver().failure(() -> open.store().settle()))
          .isEqualTo(StorageFailure.Kind.BUSY);
    }
  }

  @Test
  void settling_waits_for_what_another_call_has_begun_to_settle() {
    try (OpenStore open = OpenStore.in(vertx, data())) {
      open.driver().putFile(open.store(), KEY, LARGE_VERSION, LARGE);
      Version next = Samples.version(3, LARGE_VERSION.context(), SMALL);
      open.driver().putInline(open.store(), KEY, next, SMALL);
      boolean isFirstDone =
          open.driver()
              .await(
                  () -> {
                    Future<Void> first = open.store().settle();
                    return open.store().settle().map(done -> first.isComplete());
                  });
      assertThat(isFirstDone).isTrue();
    }
  }

  @Test
  void writers_that_share_a_sync_are_each_told_on_their_own_loop() {
    try (OpenStore open = OpenStore.in(vertx, data())) {
      List<Future<Boolean>> told = new ArrayList<>();
      ContextInternal one = ((VertxInternal) vertx).createEventLoopContext();
      ContextInternal other = ((VertxInternal) vertx).createEventLoopContext();
      for (int i = 0; i < 40; i++) {
        Change change =
            Samples.inline(
                Samples.key(1, "k" + i), Samples.version(i, Context.EMPTY, SMALL), SMALL);
        told.add(isToldAtHome(i % 2 == 0 ? one : other, () -> open.store().commit(change)));
      }
      List<Boolean> atHome = open.driver().await(() -> Future.all(told).map(all -> all.list()));
      assertThat(atHome).containsOnly(true);
    }
  }

  private static Future<Boolean> isToldAtHome(ContextInternal home, Supplier<Future<Void>> step) {
    Promise<Boolean> told = Promise.promise();
    home.runOnContext(
        here -> step.get().onComplete(done -> told.complete(home.inThread()), told::fail));
    return told.future();
  }

  @Test
  void closing_waits_for_what_runs() {
    List<Future<Void>> commits = new ArrayList<>();
    OpenStore open = OpenStore.in(vertx, data());
    open.driver()
        .await(
            () -> {
              for (int i = 0; i < 200; i++) {
                Version version = Samples.version(i, Context.EMPTY, SMALL);
                commits.add(
                    open.store().commit(Samples.inline(Samples.key(1, "k" + i), version, SMALL)));
                commits.add(open.store().load(KEY).mapEmpty());
              }
              return open.store().close();
            });
    assertThat(commits).allMatch(Future::succeeded);
    open.close();
  }
}
