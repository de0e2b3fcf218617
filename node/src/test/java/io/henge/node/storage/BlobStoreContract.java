package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.Change.NewBody;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store promises. */
abstract class BlobStoreContract extends KeyPageContract {
  @Test
  void a_key_that_nobody_wrote_has_no_record() {
    assertThat(load(KEY)).isEmpty();
  }

  @Test
  void a_record_is_loaded_as_it_was_committed_also_after_reopening() {
    Version version = Samples.version(1, Context.EMPTY, SMALL);
    driver.putInline(store, KEY, version, SMALL);
    assertThat(load(KEY)).contains(Samples.record(version));
    reopen();
    assertThat(load(KEY)).contains(Samples.record(version));
    IndexRecord unminted = new IndexRecord(BlobObject.written(version), Optional.empty(), 8, 0);
    driver.await(() -> store.commit(new Change(KEY, unminted, List.of())));
    reopen();
    assertThat(load(KEY)).contains(unminted);
    assertThat(driver.read(store, KEY, version)).contains(SMALL);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 32 << 10, 33 << 10})
  void a_body_in_memory_is_read_as_it_was_written_also_after_reopening(int size) {
    Buffer body = Samples.bytes(size, size);
    Version version = Samples.version(1, Context.EMPTY, body);
    driver.putInline(store, KEY, version, body);
    for (int i = 0; i < 2; i++) {
      assertThat(driver.read(store, KEY, version)).contains(body);
      assertThat(driver.<Optional<Buffer>>await(() -> store.inline(KEY, version))).contains(body);
      reopen();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 33 << 10, 64 << 10, 256 << 10, (256 << 10) + 1, 5_000_003})
  void a_staged_body_is_read_as_it_was_written_also_after_reopening(int size) {
    Buffer body = Samples.bytes(size, size);
    Version version = Samples.version(1, Context.EMPTY, body);
    driver.putFile(store, KEY, version, body);
    for (int i = 0; i < 2; i++) {
      assertThat(driver.read(store, KEY, version)).contains(body);
      assertThat(driver.<Optional<Buffer>>await(() -> store.inline(KEY, version))).isEmpty();
      reopen();
    }
  }

  @Test
  void a_slice_is_what_was_asked_for() {
    Version small = Samples.version(1, Context.EMPTY, SMALL);
    Version large = Samples.version(2, Context.EMPTY, LARGE);
    PartitionedKey other = Samples.key(5, "photos/b");
    driver.putInline(store, KEY, small, SMALL);
    driver.putFile(store, other, large, LARGE);
    assertThat(slice(KEY, small, 10, 20)).isEqualTo(SMALL.slice(10, 30));
    assertThat(slice(KEY, small, 1000, 0)).isEqualTo(Buffer.buffer());
    assertThat(slice(other, large, 2_999_999, 2)).isEqualTo(LARGE.slice(2_999_999, 3_000_001));
    assertThat(slice(other, large, 65_535, 70_000)).isEqualTo(LARGE.slice(65_535, 135_535));
    assertThatThrownBy(() -> slice(other, large, 3_000_000, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> slice(KEY, small, 1001, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Buffer slice(PartitionedKey key, Version version, long offset, long length) {
    Optional<OpenBody> body =
        driver.await(() -> store.open(key, version, new ByteRange(offset, length)));
    return StoreDriver.bytes(body.orElseThrow());
  }

  @Test
  void a_version_that_the_record_does_not_have_is_not_here() {
    Version version = Samples.version(1, Context.EMPTY, SMALL);
    Version other = Samples.version(2, Context.EMPTY, SMALL);
    assertThat(driver.read(store, KEY, version)).isEmpty();
    driver.putInline(store, KEY, version, SMALL);
    assertThat(driver.read(store, KEY, other)).isEmpty();
    assertThat(driver.<Optional<Buffer>>await(() -> store.inline(KEY, other))).isEmpty();
    assertThat(driver.read(store, Samples.key(5, "photos/other"), version)).isEmpty();
    assertThat(driver.read(store, Samples.key(6, "photos/a"), version)).isEmpty();
  }

  @Test
  void bodies_of_replaced_versions_are_given_back() {
    Version first = Samples.version(1, Context.EMPTY, SMALL);
    Version second = Samples.version(2, first.context(), LARGE);
    Version third = Samples.version(3, second.context(), SMALL);
    Version gone = Samples.tombstone(4, third.context());
    driver.putInline(store, KEY, first, SMALL);
    driver.putFile(store, KEY, second, LARGE);
    assertThat(driver.read(store, KEY, first)).isEmpty();
    assertThat(driver.read(store, KEY, second)).contains(LARGE);
    driver.putInline(store, KEY, third, SMALL);
    assertThat(driver.read(store, KEY, second)).isEmpty();
    assertThat(driver.read(store, KEY, third)).contains(SMALL);
    driver.await(() -> store.commit(new Change(KEY, Samples.record(gone), List.of())));
    assertThat(driver.read(store, KEY, third)).isEmpty();
    reopen();
    assertThat(load(KEY)).contains(Samples.record(gone));
    for (Version version : List.of(first, second, third)) {
      assertThat(driver.read(store, KEY, version)).isEmpty();
    }
  }

  @Test
  void an_open_body_stays_readable_when_its_version_is_replaced() {
    Version first = Samples.version(1, Context.EMPTY, LARGE);
    Version second = Samples.version(2, first.context(), SMALL);
    driver.putFile(store, KEY, first, LARGE);
    OpenBody open =
        driver
            .<Optional<OpenBody>>await(
                () -> store.open(KEY, first, ByteRange.whole(LARGE.length())))
            .orElseThrow();
    driver.putInline(store, KEY, second, SMALL);
    assertThat(driver.read(store, KEY, first)).isEmpty();
    driver.await(store::close);
    assertThat(StoreDriver.bytes(open)).isEqualTo(LARGE);
    open.close();
  }

  @Test
  void a_record_without_version_and_mark_is_given_back_itself() {
    Version version = Samples.version(1, Context.EMPTY, LARGE);
    driver.putFile(store, KEY, version, LARGE);
    driver.await(() -> store.commit(new Change(KEY, IndexRecord.EMPTY, List.of())));
    assertThat(load(KEY)).isEmpty();
    assertThat(driver.read(store, KEY, version)).isEmpty();
  }

  @Test
  void a_version_that_was_given_back_may_come_again() {
    Version version = Samples.version(1, Context.EMPTY, LARGE);
    for (int i = 0; i < 3; i++) {
      driver.putFile(store, KEY, version, LARGE);
      assertThat(driver.read(store, KEY, version)).contains(LARGE);
      driver.await(() -> store.commit(new Change(KEY, IndexRecord.EMPTY, List.of())));
      assertThat(driver.read(store, KEY, version)).isEmpty();
    }
    driver.putFile(store, KEY, version, LARGE);
    reopen();
    assertThat(driver.read(store, KEY, version)).contains(LARGE);
  }

  @Test
  void a_version_may_change_from_a_file_into_memory_and_back() {
    Version version = Samples.version(1, Context.EMPTY, SMALL);
    driver.putFile(store, KEY, version, SMALL);
    driver.putInline(store, KEY, version, SMALL);
    assertThat(driver.<Optional<Buffer>>await(() -> store.inline(KEY, version))).contains(SMALL);
    driver.putFile(store, KEY, version, SMALL);
    assertThat(driver.<Optional<Buffer>>await(() -> store.inline(KEY, version))).isEmpty();
    reopen();
    assertThat(driver.read(store, KEY, version)).contains(SMALL);
  }

  @Test
  void many_siblings_live_in_one_record_each_with_its_bytes() {
    List<Version> siblings = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      Buffer body = Samples.bytes(i, 100 * i);
      Version sibling = Samples.version(i, Context.EMPTY, body);
      siblings.add(sibling);
      NewBody fresh = new NewBody.Inline(sibling, body);
      if (i % 10 == 0) {
        driver.stage(store, Samples.stageId(i), body);
        fresh = new NewBody.Staged(sibling, Samples.stageId(i));
      }
      Change change =
          new Change(KEY, Samples.record(siblings.toArray(Version[]::new)), List.of(fresh));
      driver.await(() -> store.commit(change));
    }
    reopen();
    assertThat(load(KEY).orElseThrow().object().live()).hasSize(40);
    for (int i = 1; i <= 40; i++) {
      assertThat(driver.read(store, KEY, siblings.get(i - 1))).contains(Samples.bytes(i, 100 * i));
    }
  }

  @Test
  void several_bodies_come_with_one_change() {
    Version one = Samples.version(1, Context.EMPTY, SMALL);
    Version two = Samples.version(2, Context.EMPTY, LARGE);
    Version three = Samples.version(3, Context.EMPTY, SMALL);
    driver.stage(store, Samples.stageId(2), LARGE);
    driver.stage(store, Samples.stageId(3), SMALL);
    Change change =
        new Change(
            KEY,
            Samples.record(one, two, three),
            List.of(
                new NewBody.Inline(one, SMALL),
                new NewBody.Staged(two, Samples.stageId(2)),
                new NewBody.Staged(three, Samples.stageId(3))));
    driver.await(() -> store.commit(change));
    assertThat(driver.read(store, KEY, one)).contains(SMALL);
    assertThat(driver.read(store, KEY, two)).contains(LARGE);
    assertThat(driver.read(store, KEY, three)).contains(SMALL);
  }

  @Test
  void a_live_version_without_its_bytes_is_refused() {
    Version version = Samples.version(1, Context.EMPTY, SMALL);
    Change change = new Change(KEY, Samples.record(version), List.of());
    assertThatThrownBy(() -> driver.await(() -> store.commit(change)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(load(KEY)).isEmpty();
  }

  @Test
  void bytes_that_no_live_version_wants_are_refused() {
    Version version = Samples.version(1, Context.EMPTY, SMALL);
    Version other = Samples.version(2, Context.EMPTY, SMALL);
    Change change =
        new Change(
            KEY,
            Samples.record(version),
            List.of(new NewBody.Inline(version, SMALL), new NewBody.Inline(other, SMALL)));
    assertThatThrownBy(() -> driver.await(() -> store.commit(change)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(load(KEY)).isEmpty();
  }

  @Test
  void bytes_in_memory_with_another_checksum_are_refused() {
    Version version = Samples.version(1, Context.EMPTY, SMALL);
    Buffer wrong = SMALL.copy().setByte(500, (byte) (SMALL.getByte(500) ^ 1));
    assertThat(driver.failure(() -> store.commit(Samples.inline(KEY, version, wrong))))
        .isEqualTo(StorageFailure.Kind.CORRUPT);
    assertThat(load(KEY)).isEmpty();
  }

  @Test
  void keys_that_begin_alike_and_long_keys_are_kept_apart() {
    List<PartitionedKey> keys =
        List.of(
            Samples.key(1, "a"),
            Samples.key(1, "aa"),
            Samples.key(1, "a\u0001"),
            Samples.key(1, "é".repeat(512)),
            Samples.key(1, "x".repeat(1024)),
            Samples.key(1, "x".repeat(1023)),
            Samples.key(65_535, "a"));
    for (int i = 0; i < keys.size(); i++) {
      Buffer body = Samples.bytes(i, 10 + i);
      driver.putInline(store, keys.get(i), Samples.version(1, Context.EMPTY, body), body);
    }
    reopen();
    for (int i = 0; i < keys.size(); i++) {
      Buffer body = Samples.bytes(i, 10 + i);
      Version version = Samples.version(1, Context.EMPTY, body);
      assertThat(load(keys.get(i))).contains(Samples.record(version));
      assertThat(driver.read(store, keys.get(i), version)).contains(body);
    }
  }

  @Test
  void changes_of_different_keys_run_at_once() {
    List<Version> versions = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      versions.add(Samples.version(1, Context.EMPTY, Samples.bytes(i, i)));
    }
    driver.await(
        () -> {
          List<Future<Void>> commits = new ArrayList<>();
          for (int i = 0; i < 500; i++) {
            commits.add(
                store.commit(
                    Samples.inline(Samples.key(i, "k" + i), versions.get(i), Samples.bytes(i, i))));
          }
          return Future.all(commits);
        });
    for (int i = 0; i < 500; i++) {
      assertThat(driver.read(store, Samples.key(i, "k" + i), versions.get(i)))
          .contains(Samples.bytes(i, i));
    }
  }

  @Test
  void a_store_is_unfilled_until_it_is_marked() {
    assertThat(store.isUnfilled()).isTrue();
    reopen();
    assertThat(store.isUnfilled()).isTrue();
    driver.await(() -> store.markFilled());
    assertThat(store.isUnfilled()).isFalse();
    reopen();
    assertThat(store.isUnfilled()).isFalse();
  }

  @Test
  void partitions_are_marked_one_by_one() {
    driver.await(() -> store.markFilled(3, store.losses()));
    assertThat(store.isFilled(3)).isTrue();
    assertThat(store.isFilled(4)).isFalse();
    reopen();
    assertThat(store.isFilled(3)).isTrue();
    assertThat(store.isFilled(4)).isFalse();
    assertThat(store.isUnfilled()).isTrue();
    driver.await(() -> store.markFilled());
    assertThat(store.isFilled(4)).isTrue();
  }

  @Test
  void futures_complete_on_the_context_of_the_caller() {
    Version version = Samples.version(1, Context.EMPTY, LARGE);
    List<AtomicReference<io.vertx.core.Context>> seen = new ArrayList<>();
    driver.stage(store, Samples.stageId(1), LARGE);
    StoreDriver caller = new StoreDriver(vertx());
    caller.await(
        () ->
            observed(seen, store.commit(Samples.staged(KEY, version, Samples.stageId(1))))
                .compose(v -> observed(seen, store.load(KEY)))
                .compose(v -> observed(seen, store.inline(KEY, version)))
                .compose(v -> observed(seen, store.open(KEY, version, ByteRange.whole(1))))
                .onSuccess(body -> body.orElseThrow().close())
                .compose(v -> observed(seen, store.stage(Samples.stageId(2))))
                .compose(stage -> observed(seen, stage.write(LARGE)))
                .compose(v -> observed(seen, store.abandon(Samples.stageId(2))))
                .compose(v -> observed(seen, store.markFilled())));
    assertThat(seen).hasSize(8).allSatisfy(c -> assertThat(c.get()).isEqualTo(caller.loop()));
  }

  private static <T> Future<T> observed(
      List<AtomicReference<io.vertx.core.Context>> seen, Future<T> future) {
    AtomicReference<io.vertx.core.Context> context = new AtomicReference<>();
    seen.add(context);
    return future.onComplete(done -> context.set(Vertx.currentContext()));
  }

  @Test
  void a_closed_store_refuses_everything_by_name() {
    Version version = Samples.version(1, Context.EMPTY, SMALL);
    driver.await(store::close);
    driver.await(store::close);
    List.<java.util.function.Supplier<Future<?>>>of(
            () -> store.load(KEY),
            () -> store.commit(Samples.inline(KEY, version, SMALL)),
            () -> store.stage(Samples.stageId(1)),
            () -> store.open(KEY, version, ByteRange.whole(1)),
            () -> store.inline(KEY, version),
            () -> store.markFilled())
        .forEach(step -> assertThat(driver.failure(step)).isEqualTo(StorageFailure.Kind.CLOSED));
    assertThat(store.refusal()).isEmpty();
  }
}
