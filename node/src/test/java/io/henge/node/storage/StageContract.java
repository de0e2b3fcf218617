package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.Change.NewBody;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises of stages; and what the tests of its promises stand on. */
abstract class StageContract {
  static final PartitionedKey KEY = Samples.key(5, "photos/a");
  static final Buffer SMALL = Samples.bytes(1, 1000);
  static final Buffer LARGE = Samples.bytes(2, 3_000_001);

  private static Vertx vertx;

  StoreDriver driver;
  BlobStore store;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  static Vertx vertx() {
    return vertx;
  }

  @BeforeEach
  void openStore() {
    driver = new StoreDriver(vertx);
    store = open();
  }

  /** A store in a place that is empty at the start of each test, not open elsewhere. */
  abstract BlobStore open();

  /** Closes {@link #store} and opens it again. */
  void reopen() {
    driver.await(store::close);
    store = open();
  }

  final Optional<IndexRecord> load(PartitionedKey key) {
    return driver.await(() -> store.load(key));
  }

  @Test
  void a_stage_that_is_complete_with_another_length_or_checksum_is_refused_and_gone() {
    for (int i = 0; i < 2; i++) {
      int wrong = i;
      Stage stage = driver.await(() -> store.stage(Samples.stageId(wrong)));
      driver.await(() -> stage.write(SMALL));
      assertThat(
              driver.failure(
                  () -> stage.complete(SMALL.length() + wrong, Samples.crc32c(SMALL) + 1 - wrong)))
          .isEqualTo(StorageFailure.Kind.NO_STAGE);
      Version version = Samples.version(1, Context.EMPTY, SMALL);
      assertNotCommittable(version, wrong);
    }
  }

  @Test
  void a_commit_that_names_another_length_or_checksum_than_its_stage_is_refused() {
    driver.stage(store, Samples.stageId(1), SMALL);
    Buffer other = Samples.bytes(9, SMALL.length());
    assertNotCommittable(Samples.version(1, Context.EMPTY, other), 1);
    assertNotCommittable(Samples.version(1, Context.EMPTY, LARGE), 1);
    Version right = Samples.version(1, Context.EMPTY, SMALL);
    driver.await(() -> store.commit(Samples.staged(KEY, right, Samples.stageId(1))));
    assertThat(driver.read(store, KEY, right)).contains(SMALL);
  }

  @Test
  void a_stage_that_is_not_complete_or_not_there_is_refused() {
    Version version = Samples.version(1, Context.EMPTY, SMALL);
    assertNotCommittable(version, 1);
    Stage stage = driver.await(() -> store.stage(Samples.stageId(1)));
    driver.await(() -> stage.write(SMALL));
    assertNotCommittable(version, 1);
    driver.await(() -> stage.complete(SMALL.length(), Samples.crc32c(SMALL)));
    driver.await(() -> store.commit(Samples.staged(KEY, version, Samples.stageId(1))));
    assertNotCommittable(Samples.version(2, Context.EMPTY, SMALL), 1);
    assertThat(driver.read(store, KEY, version)).contains(SMALL);
  }

  @Test
  void a_change_of_which_one_stage_is_missing_uses_up_none() {
    Version one = Samples.version(1, Context.EMPTY, SMALL);
    Version two = Samples.version(2, Context.EMPTY, LARGE);
    Change both =
        new Change(
            KEY,
            Samples.record(one, two),
            List.of(
                new NewBody.Staged(one, Samples.stageId(1)),
                new NewBody.Staged(two, Samples.stageId(2))));
    driver.stage(store, Samples.stageId(1), SMALL);
    assertThat(driver.failure(() -> store.commit(both))).isEqualTo(StorageFailure.Kind.NO_STAGE);
    driver.stage(store, Samples.stageId(2), LARGE);
    driver.await(() -> store.commit(both));
    assertThat(driver.read(store, KEY, two)).contains(LARGE);
  }

  private void assertNotCommittable(Version version, int stage) {
    assertThat(
            driver.failure(
                () -> store.commit(Samples.staged(KEY, version, Samples.stageId(stage)))))
        .isEqualTo(StorageFailure.Kind.NO_STAGE);
    assertThat(driver.read(store, KEY, version)).isEmpty();
  }

  @Test
  void an_aborted_or_abandoned_stage_is_gone() {
    Version version = Samples.version(1, Context.EMPTY, LARGE);
    Stage aborted = driver.stage(store, Samples.stageId(1), LARGE);
    driver.await(aborted::abort);
    driver.await(aborted::abort);
    assertNotCommittable(version, 1);
    Stage open = driver.await(() -> store.stage(Samples.stageId(2)));
    driver.await(() -> open.write(LARGE));
    driver.await(() -> store.abandon(Samples.stageId(2)));
    driver.await(() -> store.abandon(Samples.stageId(2)));
    assertThat(driver.failure(() -> open.write(SMALL))).isEqualTo(StorageFailure.Kind.NO_STAGE);
    assertThat(driver.failure(() -> open.complete(LARGE.length(), Samples.crc32c(LARGE))))
        .isEqualTo(StorageFailure.Kind.NO_STAGE);
    assertNotCommittable(version, 2);
    driver.putFile(store, KEY, version, LARGE);
    driver.await(() -> store.abandon(Samples.stageId(1)));
    assertThat(driver.read(store, KEY, version)).contains(LARGE);
  }

  @Test
  void a_stage_does_not_survive_reopening_and_its_name_is_free_again() {
    Version version = Samples.version(1, Context.EMPTY, LARGE);
    driver.stage(store, Samples.stageId(1), LARGE);
    assertThat(driver.failure(() -> store.stage(Samples.stageId(1))))
        .isEqualTo(StorageFailure.Kind.NO_STAGE);
    reopen();
    assertNotCommittable(version, 1);
    driver.putFile(store, KEY, version, LARGE);
    assertThat(driver.read(store, KEY, version)).contains(LARGE);
  }

  @Test
  void bodies_may_be_staged_at_once_and_by_impatient_writers() {
    List<Buffer> bodies = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      bodies.add(Samples.bytes(i, 1_000_000 + i));
    }
    driver.await(
        () -> {
          List<Future<Void>> puts = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            puts.add(putWithoutWaiting(i, bodies.get(i)));
          }
          return Future.all(puts);
        });
    for (int i = 0; i < 10; i++) {
      Version version = Samples.version(1, Context.EMPTY, bodies.get(i));
      assertThat(driver.read(store, Samples.key(i, "k" + i), version)).contains(bodies.get(i));
    }
  }

  private Future<Void> putWithoutWaiting(int number, Buffer body) {
    Version version = Samples.version(1, Context.EMPTY, body);
    return store
        .stage(Samples.stageId(number))
        .compose(
            stage -> {
              List<Future<Void>> writes = new ArrayList<>();
              for (int from = 0; from < body.length(); from += 77_777) {
                writes.add(stage.write(body.slice(from, Math.min(from + 77_777, body.length()))));
              }
              return Future.all(writes)
                  .compose(written -> stage.complete(body.length(), Samples.crc32c(body)));
            })
        .compose(
            complete ->
                store.commit(
                    Samples.staged(
                        Samples.key(number, "k" + number), version, Samples.stageId(number))));
  }
}
