package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.table.Table;
import io.henge.node.storage.table.TableException;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose disk says how much room it has, and whose index meets a full one when told to. */
class ShortOfRoomTest {
  private static final long RESERVE_BYTES = 64L << 20;
  private static final PartitionedKey KEY = Samples.key(5, "photos/a");
  private static final Buffer SMALL = Samples.bytes(1, 1000);
  private static final Buffer LARGE = Samples.bytes(2, 300_000);
  private static final Version OLD = Samples.version(1, Context.EMPTY, SMALL);
  private static final Version NEW = Samples.version(2, OLD.context(), LARGE);

  private static Vertx vertx;

  @TempDir private Path temporary;

  private final AtomicLong usableBytes = new AtomicLong(1L << 40);
  private final AtomicReference<TableException> writeFailure = new AtomicReference<>();
  private final AtomicReference<TableException> backgroundFailure = new AtomicReference<>();
  private final List<Consumer<TableException>> listeners = new ArrayList<>();
  private final AtomicLong writesBeforeFailure = new AtomicLong();
  private volatile boolean writesAllTheSame;
  private volatile boolean readOnly;
  private Optional<OpenStore> open = Optional.empty();

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @AfterEach
  void close() {
    open.ifPresent(OpenStore::close);
  }

  private DiskBlobStore store() {
    if (open.isEmpty()) {
      open =
          Optional.of(
              OpenStore.in(
                  vertx,
                  temporary.resolve("data"),
                  DiskBlobStore.Options.DEFAULT.withReserveBytes(RESERVE_BYTES),
                  this::faulty));
    }
    return open.get().store();
  }

  private StoreDriver driver() {
    store();
    return open.orElseThrow().driver();
  }

  private Medium faulty(Medium real) {
    return new Medium(
        instead(
            Disk.class,
            real.disk(),
            (method, call) ->
                switch (method) {
                  case "usableBytes" -> usableBytes.get();
                  case "isWritable" -> !readOnly;
                  default -> call.run();
                }),
        failed -> {
          listeners.add(failed);
          return instead(Table.class, real.tables().open(failed), this::onTable);
        });
  }

  private Object onTable(String method, Call call) throws Throwable {
    if (method.equals("write")
        && writeFailure.get() != null
        && writesBeforeFailure.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      if (writesAllTheSame) {
        call.run();
      }
      throw writeFailure.get();
    }
    return method.equals("backgroundFailure") && backgroundFailure.get() != null
        ? Optional.of(backgroundFailure.get())
        : call.run();
  }

  private interface Call {
    Object run() throws Throwable;
  }

  private interface Instead {
    Object call(String method, Call real) throws Throwable;
  }

  private static <T> T instead(Class<T> port, T real, Instead instead) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) ->
                instead.call(
                    method.getName(),
                    () -> {
                      try {
                        return method.invoke(real, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    })));
  }

  private static TableException full() {
    return new TableException(TableException.Kind.NO_SPACE, "No space left on device", null);
  }

  private void assertHolds(Version version, Buffer body) {
    assertThat(driver().read(store(), KEY, version)).contains(body);
  }

  private void look() {
    driver().await(() -> store().look());
  }

  @Test
  void no_number_of_uploads_at_once_is_promised_the_reserve() {
    usableBytes.set(RESERVE_BYTES + (10L << 20));
    List<Future<Stage>> stages = new ArrayList<>();
    driver()
        .await(
            () -> {
              for (int i = 0; i < 20; i++) {
                stages.add(
                    store()
                        .stage(StageRequest.ofNew(Samples.stageId(i), OptionalLong.of(1L << 20))));
              }
              return Future.join(stages).otherwiseEmpty();
            });
    assertThat(stages.stream().filter(Future::succeeded)).hasSize(9);
    assertThat(stages.stream().filter(Future::failed))
        .allSatisfy(
            refused ->
                assertThat(((StorageFailure) refused.cause()).kind())
                    .isEqualTo(StorageFailure.Kind.NO_SPACE));
    long promised = store().facts().room().promisedBytes();
    assertThat(promised).isBetween(9L << 20, 10L << 20);
    stages.stream()
        .filter(Future::succeeded)
        .forEach(stage -> driver().await(() -> stage.result().abort()));
    assertThat(store().facts().room().promisedBytes()).isZero();
  }

  @Test
  void what_is_written_is_no_longer_promised() {
    StageRequest request = StageRequest.ofNew(Samples.stageId(2), OptionalLong.of(LARGE.length()));
    Stage stage = driver().await(() -> store().stage(request));
    assertThat(store().facts().room().promisedBytes()).isGreaterThan(LARGE.length());
    driver().await(() -> stage.write(LARGE));
    driver().await(() -> stage.complete(LARGE.length(), Samples.crc32c(LARGE)));
    assertThat(store().facts().room().promisedBytes()).isLessThan(LARGE.length() / 10);
    driver().await(() -> store().commit(Samples.staged(KEY, NEW, Samples.stageId(2))));
    assertThat(store().facts().room().promisedBytes()).isZero();
  }

  @Test
  void a_body_of_unknown_length_is_promised_room_piece_by_piece_and_ends_where_there_is_no_more() {
    usableBytes.set(RESERVE_BYTES + (10L << 20));
    Stage stage = driver().await(() -> store().stage(Samples.stageId(1)));
    Buffer mebibyte = Samples.bytes(3, 1 << 20);
    // The disk never counts what is written, so each piece is room that is gone.
    int written = 0;
    Optional<StorageFailure.Kind> failure = Optional.empty();
    while (failure.isEmpty() && written < 100) {
      try {
        driver().await(() -> stage.write(mebibyte));
        usableBytes.addAndGet(-(1 << 20));
        written++;
      } catch (StorageFailure e) {
        failure = Optional.of(e.kind());
      }
    }
    assertThat(failure).contains(StorageFailure.Kind.NO_SPACE);
    assertThat(written).isBetween(4, 10);
    driver().await(stage::abort);
    assertThat(store().facts().room().promisedBytes()).isZero();
    assertThat(store().stageCount()).isZero();
  }

  @Test
  void new_bodies_stop_first_then_repairs_and_tombstones_last() {
    driver().putInline(store(), KEY, OLD, SMALL);
    usableBytes.set(RESERVE_BYTES - 1);
    look();
    assertThat(store().facts().state()).isEqualTo(StoreFacts.State.FULL);
    assertThat(store().refusal()).isEmpty();
    Version next = Samples.version(3, OLD.context(), SMALL);
    assertNoRoom(() -> store().commit(Samples.inline(KEY, next, SMALL)));
    assertNoRoom(() -> store().stage(Samples.stageId(1)));
    StageRequest repair = StageRequest.ofRepair(Samples.stageId(2), LARGE.length());
    driver().await(() -> store().stage(repair).compose(Stage::abort));
    Change bodyOfAPeer =
        new Change(
            Samples.key(6, "b"),
            Samples.record(OLD),
            List.of(new Change.NewBody.Inline(OLD, SMALL)),
            SpaceUse.REPAIR);
    driver().await(() -> store().commit(bodyOfAPeer));
    usableBytes.set(RESERVE_BYTES / 2 - 1);
    assertNoRoom(() -> store().stage(repair));
    assertNoRoom(() -> store().commit(bodyOfAPeer));
    usableBytes.set(RESERVE_BYTES / 8);
    assertHolds(OLD, SMALL);
    Change delete = new Change(KEY, Samples.record(Samples.tombstone(4, OLD.context())), List.of());
    driver().await(() -> store().commit(delete));
    usableBytes.set(RESERVE_BYTES / 8 - 1);
    assertNoRoom(() -> store().commit(delete));
    usableBytes.set(RESERVE_BYTES + 1);
    look();
    assertThat(store().facts().state()).isEqualTo(StoreFacts.State.LOW);
    assertThat(store().facts().warning()).isPresent();
    usableBytes.set(2 * RESERVE_BYTES);
    look();
    assertThat(store().facts().state()).isEqualTo(StoreFacts.State.WRITABLE);
  }

  private void assertNoRoom(Supplier<Future<?>> step) {
    assertThat(driver().failure(step)).isEqualTo(StorageFailure.Kind.NO_SPACE);
  }

  @Test
  void a_write_that_the_index_met_a_full_disk_with_is_unknown_until_the_index_is_read_again() {
    for (boolean happened : new boolean[] {false, true}) {
      PartitionedKey key = Samples.key(5, "key" + happened);
      writesAllTheSame = happened;
      driver().putFile(store(), key, Samples.version(11, Context.EMPTY, LARGE), LARGE);
      Version next =
          Samples.version(12, Samples.version(11, Context.EMPTY, LARGE).context(), SMALL);
      writeFailure.set(full());
      assertThat(driver().failure(() -> store().commit(Samples.inline(key, next, SMALL))))
          .isEqualTo(StorageFailure.Kind.BROKEN);
      assertThat(store().facts().state()).isEqualTo(StoreFacts.State.SUSPENDED);
      // Later ones are refused without effect, and reads go on.
      assertNoRoom(() -> store().commit(Samples.inline(KEY, OLD, SMALL)));
      assertNoRoom(() -> store().stage(Samples.stageId(3)));
      assertThat(store().refusal()).isPresent();
      driver().await(() -> store().load(key));
      usableBytes.set(RESERVE_BYTES / 8 - 1);
      look();
      assertThat(store().refusal()).isPresent();
      usableBytes.set(1L << 40);
      writeFailure.set(null);
      await().until(() -> store().refusal().isEmpty());
      Optional<IndexRecord> record = driver().await(() -> store().load(key));
      assertThat(record.orElseThrow().object().version(next.dot()).isPresent()).isEqualTo(happened);
      assertThat(OpenStore.files(temporary.resolve("data/blobs"))).hasSize(happened ? 0 : 1);
      driver().putInline(store(), key, next, SMALL);
      assertThat(driver().read(store(), key, next)).contains(SMALL);
      driver().await(() -> store().commit(new Change(key, tombstone(next), List.of())));
    }
  }

  private static IndexRecord tombstone(Version replaced) {
    return Samples.record(Samples.tombstone(99, replaced.context()));
  }

  @Test
  void a_file_in_its_place_whose_record_met_a_full_disk_is_there_with_it_or_gone() {
    driver().putInline(store(), KEY, OLD, SMALL);
    for (boolean happened : new boolean[] {false, true}) {
      writesAllTheSame = happened;
      Version next = Samples.version(happened ? 5 : 4, OLD.context(), LARGE);
      driver().stage(store(), Samples.stageId(5), LARGE);
      // The note before the rename passes, the record does not.
      writesBeforeFailure.set(1);
      writeFailure.set(full());
      assertThat(
              driver().failure(() -> store().commit(Samples.staged(KEY, next, Samples.stageId(5)))))
          .isEqualTo(StorageFailure.Kind.BROKEN);
      writeFailure.set(null);
      await().until(() -> store().refusal().isEmpty());
      if (happened) {
        assertHolds(next, LARGE);
      } else {
        assertHolds(OLD, SMALL);
      }
      assertThat(OpenStore.files(temporary.resolve("data/blobs"))).hasSize(happened ? 1 : 0);
    }
  }

  @Test
  void a_full_disk_that_the_index_meets_in_the_background_is_noticed() {
    driver().putInline(store(), KEY, OLD, SMALL);
    listeners.get(0).accept(full());
    assertThat(store().facts().state()).isEqualTo(StoreFacts.State.SUSPENDED);
    await().until(() -> store().refusal().isEmpty());
    usableBytes.set(0);
    backgroundFailure.set(full());
    await().until(() -> store().facts().state() == StoreFacts.State.SUSPENDED);
    assertHolds(OLD, SMALL);
  }

  @Test
  void any_other_failure_in_the_background_is_final() {
    driver().putInline(store(), KEY, OLD, SMALL);
    backgroundFailure.set(
        new TableException(TableException.Kind.FAILED, "Input/output error", null));
    await().until(() -> store().facts().state() == StoreFacts.State.POISONED);
    backgroundFailure.set(null);
    look();
    assertThat(store().facts().state()).isEqualTo(StoreFacts.State.POISONED);
    assertThat(driver().failure(() -> store().commit(Samples.inline(KEY, OLD, SMALL))))
        .isEqualTo(StorageFailure.Kind.BROKEN);
    assertHolds(OLD, SMALL);
  }

  @Test
  void a_file_system_that_takes_no_writes_any_more_is_noticed_without_a_write() {
    driver().putInline(store(), KEY, OLD, SMALL);
    readOnly = true;
    await().until(() -> store().facts().state() == StoreFacts.State.POISONED);
    assertThat(store().refusal().orElseThrow()).hasMessageContaining("file system");
    assertHolds(OLD, SMALL);
  }
}
