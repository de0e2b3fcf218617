package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small bodies in memory: bounded, shared while they are read, and gone with their versions. */
class SmallBodiesTest {
  private static final PartitionedKey KEY = Samples.key(5, "notes/a");
  private static final Buffer BODY = Samples.bytes(1, 1_000);
  private static final Version VERSION = Samples.version(1, Context.EMPTY, BODY);
  private static final Dot DOT = VERSION.dot();

  @TempDir private Path temporary;
  private final SmallBodies cache = new SmallBodies(100_000);

  private static Future<Optional<Buffer>> found() {
    return Future.succeededFuture(Optional.of(BODY));
  }

  @Test
  void a_body_is_read_once_and_kept() {
    AtomicInteger reads = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      Future<Optional<Buffer>> got =
          cache.get(
              KEY.key(),
              DOT,
              () -> {
                reads.incrementAndGet();
                return found();
              });
      assertThat(got.result()).contains(BODY);
    }
    assertThat(reads).hasValue(1);
    assertThat(cache.misses()).isEqualTo(1);
    assertThat(cache.hits()).isEqualTo(2);
    assertThat(cache.sizeBytes()).isBetween(1_000L, 2_000L);
  }

  @Test
  void who_wants_what_is_being_read_waits_for_the_same_read() {
    Promise<Optional<Buffer>> slow = Promise.promise();
    Future<Optional<Buffer>> first = cache.get(KEY.key(), DOT, slow::future);
    Future<Optional<Buffer>> second =
        cache.get(
            KEY.key(),
            DOT,
            () -> {
              throw new AssertionError("a second read");
            });
    assertThat(second.isComplete()).isFalse();
    slow.complete(Optional.of(BODY));
    assertThat(first.result()).contains(BODY);
    assertThat(second.result()).contains(BODY);
  }

  @Test
  void what_is_not_there_and_what_cannot_be_read_is_asked_for_again() {
    assertThat(cache.get(KEY.key(), DOT, () -> Future.succeededFuture(Optional.empty())).result())
        .isEmpty();
    assertThat(cache.get(KEY.key(), DOT, () -> Future.failedFuture("broken")).failed()).isTrue();
    Future<Optional<Buffer>> thrown =
        cache.get(
            KEY.key(),
            DOT,
            () -> {
              throw new IllegalStateException("closed");
            });
    assertThat(thrown.failed()).isTrue();
    assertThat(cache.get(KEY.key(), DOT, SmallBodiesTest::found).result()).contains(BODY);
    assertThat(cache.misses()).isEqualTo(1);
  }

  @Test
  void a_body_that_is_replaced_while_it_is_read_is_not_kept() {
    Promise<Optional<Buffer>> slow = Promise.promise();
    Future<Optional<Buffer>> reader = cache.get(KEY.key(), DOT, slow::future);
    cache.forget(KEY.key(), List.of(DOT));
    slow.complete(Optional.of(BODY));
    assertThat(reader.result()).contains(BODY);
    assertThat(cache.present(KEY.key(), DOT)).isEmpty();
  }

  @Test
  void the_bytes_of_all_bodies_are_bounded() {
    for (int i = 0; i < 1_000; i++) {
      cache.get(Samples.key(1, "notes/" + i).key(), DOT, SmallBodiesTest::found);
    }
    assertThat(cache.sizeBytes()).isBetween(50_000L, 100_000L);
    assertThat(cache.count()).isLessThan(80);
    assertThat(cache.evictions()).isGreaterThan(900);
    SmallBodies none = new SmallBodies(0);
    assertThat(none.get(KEY.key(), DOT, SmallBodiesTest::found).result()).contains(BODY);
    assertThat(none.count()).isZero();
  }

  @Test
  void a_store_answers_from_memory_until_the_version_is_replaced() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (OpenStore open = OpenStore.in(vertx, temporary.resolve("data"))) {
      SmallBodies kept = open.store().smallBodies();
      open.driver().putInline(open.store(), KEY, VERSION, BODY);
      for (int i = 0; i < 2; i++) {
        assertThat(open.driver().await(() -> open.store().inline(KEY, VERSION))).contains(BODY);
      }
      assertThat(kept.hits()).isEqualTo(1);
      OpenBody slice =
          open.driver()
              .<Optional<OpenBody>>await(
                  () -> open.store().open(KEY, VERSION, new ByteRange(10, 20)))
              .orElseThrow();
      assertThat(StoreDriver.bytes(slice)).isEqualTo(BODY.slice(10, 30));
      assertThat(kept.hits()).isEqualTo(2);

      Version next = Samples.version(2, VERSION.context(), BODY);
      open.driver().putInline(open.store(), KEY, next, BODY);
      assertThat(kept.count()).isZero();
      assertThat(open.driver().await(() -> open.store().inline(KEY, VERSION))).isEmpty();
      assertThat(open.driver().await(() -> open.store().inline(KEY, next))).contains(BODY);

      // Siblings stay, both.
      Version sibling = Samples.version(3, Context.EMPTY, BODY);
      Change both =
          new Change(
              KEY,
              Samples.record(next, sibling),
              List.of(new Change.NewBody.Inline(sibling, BODY)));
      open.driver().await(() -> open.store().commit(both));
      List<Optional<Buffer>> read = new ArrayList<>();
      for (Version version : List.of(next, sibling)) {
        read.add(open.driver().await(() -> open.store().inline(KEY, version)));
      }
      assertThat(read).containsOnly(Optional.of(BODY));
      assertThat(kept.count()).isEqualTo(2);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get();
    }
  }
}
