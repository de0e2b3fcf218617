package io.henge.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.BlobKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
  private static final PartitionedKey KEY = new PartitionedKey(0, BlobKey.of("k"));
  private static final PartitionedKey OTHER = new PartitionedKey(0, BlobKey.of("l"));
  private final KeyOrder order = new KeyOrder();
  private final List<String> begun = new ArrayList<>();

  private Future<Void> step(String name, Future<Void> end) {
    begun.add(name);
    return end;
  }

  @Test
  void steps_of_one_key_wait_for_each_other_and_those_of_another_do_not() {
    Promise<Void> first = Promise.promise();
    order.run(KEY, () -> step("first", first.future()));
    order.run(KEY, () -> step("second", Future.succeededFuture()));
    order.run(OTHER, () -> step("other", Future.succeededFuture()));
    assertThat(begun).containsExactly("first", "other");
    first.complete();
    assertThat(begun).containsExactly("first", "other", "second");
  }

  @Test
  void a_step_that_fails_or_throws_does_not_stop_the_next_one() {
    Promise<Void> first = Promise.promise();
    Future<Void> failed = order.run(KEY, () -> step("first", first.future()));
    Future<Void> thrown =
        order.run(
            KEY,
            () -> {
              throw new IllegalStateException("a bug");
            });
    Future<Void> third = order.run(KEY, () -> step("third", Future.succeededFuture()));
    first.fail("no luck");
    assertThat(failed.failed()).isTrue();
    assertThat(thrown.cause()).hasMessage("a bug");
    assertThat(third.succeeded()).isTrue();
  }

  @Test
  void a_step_begun_by_the_end_of_another_takes_its_turn() {
    Promise<Void> first = Promise.promise();
    order
        .run(KEY, () -> step("first", first.future()))
        .onComplete(done -> order.run(KEY, () -> step("third", Future.succeededFuture())));
    order.run(KEY, () -> step("second", Future.succeededFuture()));
    first.complete();
    assertThat(begun).containsExactlyInAnyOrder("first", "second", "third");
    assertThat(order.busyKeys()).isZero();
  }

  @Test
  void a_key_without_steps_takes_no_room() {
    for (int i = 0; i < 100; i++) {
      PartitionedKey key = new PartitionedKey(0, BlobKey.of("k" + i));
      order.run(key, Future::succeededFuture);
    }
    assertThat(order.busyKeys()).isZero();
  }

  @Test
  void too_many_waiting_steps_are_refused_and_a_later_one_is_not() {
    Promise<Void> first = Promise.promise();
    order.run(KEY, first::future);
    for (int i = 0; i < KeyOrder.WAITING_MAX; i++) {
      assertThat(order.run(KEY, Future::succeededFuture).failed()).isFalse();
    }
    assertThat(order.run(KEY, Future::succeededFuture).cause()).isInstanceOf(ReplicaRefusal.class);
    first.complete();
    assertThat(order.run(KEY, Future::succeededFuture).succeeded()).isTrue();
  }
}
