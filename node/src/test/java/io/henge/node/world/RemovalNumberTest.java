package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.message.Snapshot;
import io.henge.node.replica.OutdatedData;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Timestamp;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

/** Rule T2: data that was read before a removal is not taken after it. */
class RemovalNumberTest {
  private final Row row = Row.of(81);

  private void raiseAt(WorldNode node, long number) {
    row.world().await(node.removals().raise(row.key().partition(), number));
  }

  private void confirmAt(WorldNode node, long number) {
    row.world().await(node.removals().confirm(row.key().partition(), number, Timestamp.ZERO));
  }

  @Test
  void a_commit_that_was_made_before_a_removal_is_refused_after_it() {
    row.put(row.a(), "text");
    BlobObject fragment = row.stored(row.a());
    row.c().disk().loseRecord(row.key());
    raiseAt(row.c(), 3);

    NewBytes bytes = new NewBytes.Inline(Buffer.buffer("text"));
    assertThatThrownBy(
            () ->
                row.world()
                    .await(row.c().replica().commit(row.key(), new Snapshot(fragment, 2), bytes)))
        .isInstanceOfSatisfying(
            OutdatedData.class, refused -> assertThat(refused.removalNumber()).isEqualTo(3));
    assertThat(row.stored(row.c()).isEmpty()).isTrue();

    row.world().await(row.c().replica().commit(row.key(), new Snapshot(fragment, 3), bytes));
    assertThat(row.stored(row.c())).isEqualTo(fragment);
  }

  @Test
  void who_holds_the_data_still_tells_it_again_as_of_now() {
    row.isolate(row.c());
    row.put(row.a(), "text");
    row.world().network().mend();
    raiseAt(row.c(), 3);

    row.world().await(row.a().replicas().offer(row.memberOf(row.c()), row.key()));

    assertThat(row.stored(row.c())).isEqualTo(row.stored(row.a()));
    assertThat(row.a().removals().number(row.key().partition())).isEqualTo(3);
  }

  @Test
  void who_does_not_hold_it_any_more_does_not_insist() {
    row.isolate(row.c());
    row.put(row.a(), "old");
    Snapshot old = row.world().await(row.a().replica().object(row.key()));
    row.put(row.a(), "new");
    row.world().network().mend();
    raiseAt(row.c(), 3);

    assertThatThrownBy(
            () ->
                row.world()
                    .await(row.a().replicas().remote(row.memberOf(row.c())).offer(row.key(), old)))
        .isInstanceOfSatisfying(
            ReplicaRefusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.OUTDATED));
    assertThat(row.stored(row.c()).isEmpty()).isTrue();
  }

  @Test
  void a_write_passes_although_others_have_confirmed_a_removal_meanwhile() {
    raiseAt(row.b(), 2);
    raiseAt(row.c(), 3);
    row.put(row.a(), "text");
    row.world().run(5_000);
    assertThat(row.stored(row.b())).isEqualTo(row.stored(row.a()));
    assertThat(row.stored(row.c())).isEqualTo(row.stored(row.a()));
  }

  @Test
  void numbers_outlast_a_crash_and_the_loss_of_the_index() {
    raiseAt(row.a(), 4);
    row.a().crash();
    row.a().disk().loseIndex();
    row.a().start();
    row.world().await(row.a().joined());
    assertThat(row.a().removals().number(row.key().partition())).isEqualTo(4);
  }

  @Test
  void what_an_unfilled_node_stored_before_a_removal_that_it_confirmed_is_not_believed() {
    row.put(row.a(), "text");
    row.world().run(5_000);
    confirmAt(row.c(), 0);
    row.c().disk().unfill();
    Snapshot believed = row.world().await(row.c().replica().object(row.key()));
    assertThat(believed.object().isEmpty()).isTrue();

    // Somebody names the version: the bytes are here already.
    row.world().await(row.a().replicas().offer(row.memberOf(row.c()), row.key()));
    assertThat(row.world().await(row.c().replica().object(row.key())).object())
        .isEqualTo(row.stored(row.a()));
  }

  @Test
  void what_is_stored_below_the_floor_while_the_index_is_lost_is_not_acknowledged() {
    row.put(row.a(), "text");
    row.world().run(5_000);
    BlobObject fragment = row.stored(row.a());
    row.c().disk().loseRecord(row.key());
    row.c().disk().speed(50);
    NewBytes bytes = new NewBytes.Inline(Buffer.buffer("text"));
    Future<Void> commit = row.c().replica().commit(row.key(), new Snapshot(fragment, 0), bytes);
    Future<Void> confirmed = row.c().removals().confirm(row.key().partition(), 0, Timestamp.ZERO);
    row.c().disk().unfill();
    assertThat(row.world().failureOf(commit)).isInstanceOf(OutdatedData.class);
    row.world().await(confirmed);
  }

  @Test
  void what_an_unfilled_node_has_stored_since_it_outlasts_the_numbers_of_others() {
    confirmAt(row.c(), 0);
    row.c().disk().unfill();
    row.put(row.c(), "text");
    raiseAt(row.c(), 7);
    assertThat(row.world().await(row.c().replica().object(row.key())).object())
        .isEqualTo(row.stored(row.c()));
    assertThat(row.stored(row.c()).isEmpty()).isFalse();

    row.c().crash();
    row.restart(row.c());
    assertThat(row.world().await(row.c().replica().object(row.key())).object().isEmpty()).isFalse();
  }

  @Test
  void an_unfilled_coordinator_that_is_behind_makes_its_version_under_the_number_of_the_others() {
    row.c().disk().unfill();
    raiseAt(row.a(), 5);
    raiseAt(row.b(), 5);

    row.put(row.c(), "text");

    assertThat(row.c().removals().number(row.key().partition())).isEqualTo(5);
    assertThat(row.world().await(row.c().replica().object(row.key())).object().isEmpty()).isFalse();
    row.world().run(5_000);
    assertThat(row.stored(row.a())).isEqualTo(row.stored(row.c()));
  }

  @Test
  void an_offer_of_nothing_is_no_ack() {
    assertThatThrownBy(
            () -> row.world().await(row.a().replicas().offer(row.memberOf(row.c()), row.key())))
        .isInstanceOf(ReplicaRefusal.class);
    row.world().await(row.a().replicas().offerIfHeld(row.memberOf(row.c()), row.key()));
  }
}
