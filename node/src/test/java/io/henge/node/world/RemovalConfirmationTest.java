package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.node.coordinator.QuorumSize;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.KeyDigest;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.message.Snapshot;
import io.henge.node.removal.RemovalSettings;
import io.henge.node.replica.OutdatedData;
import io.henge.node.replica.RemoteReplica;
import io.henge.node.replica.RemovalParties;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.storage.IndexRecord;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Timestamp;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Rules T1 to T3, step by step: what a member confirms, and what it does before it does. */
class RemovalConfirmationTest {
  private final Row row = Row.of(72);
  private final World world = row.world();
  private final int partition = row.key().partition();

  private List<KeyDigest> batch() {
    return List.of(new KeyDigest(row.key().key(), row.stored(row.a()).digest()));
  }

  private Future<PeerReply> confirming(WorldNode at, long number, List<KeyDigest> batch) {
    return at.removalDesk()
        .answer(new PeerRequest.ConfirmRemoval(partition, number, Timestamp.ZERO, batch));
  }

  private List<Integer> confirm(WorldNode at, long number, List<KeyDigest> batch) {
    return ((PeerReply.RemovalConfirmed) world.await(confirming(at, number, batch))).places();
  }

  private long outdated(WorldNode at, long number, List<KeyDigest> batch) {
    return ((OutdatedData) world.failureOf(confirming(at, number, batch))).removalNumber();
  }

  private void remove(WorldNode at, long number, List<KeyDigest> batch) {
    world.await(at.removalDesk().answer(new PeerRequest.Remove(partition, number, batch)));
  }

  /** Everywhere, and nothing under way any more. */
  private List<KeyDigest> deleted() {
    row.put(row.a(), "text");
    row.delete(row.a());
    world.run(2_000);
    return batch();
  }

  @Test
  void an_owner_confirms_the_very_tombstone_and_its_number_rises_for_good() {
    List<KeyDigest> batch = deleted();
    assertThat(confirm(row.b(), 4, batch)).containsExactly(0);
    assertThat(row.b().removals().stamp(partition)).isEqualTo(5);
    row.b().crash();
    row.restart(row.b());
    assertThat(row.b().removals().number(partition)).isEqualTo(5);
  }

  @Test
  void an_owner_that_has_nothing_confirms_that() {
    List<KeyDigest> batch = deleted();
    row.c().disk().loseRecord(row.key());
    assertThat(confirm(row.c(), 0, batch)).containsExactly(0);
  }

  @Test
  void an_owner_that_has_anything_else_does_not() {
    row.put(row.a(), "text");
    world.run(1_000);
    BlobObject value = row.stored(row.a());
    row.isolate(row.c());
    row.delete(row.a());
    world.run(2_000);
    assertThat(row.stored(row.c())).isEqualTo(value);
    List<KeyDigest> batch = batch();
    assertThat(confirm(row.b(), 0, batch)).containsExactly(0);
    assertThat(confirm(row.c(), 0, batch)).isEmpty();
  }

  @Test
  void an_owner_that_has_an_older_tombstone_does_not_confirm_the_newer_one() {
    deleted();
    row.isolate(row.c());
    row.put(row.a(), "again");
    row.delete(row.a());
    world.run(2_000);
    assertThat(row.stored(row.c()).isDeleted()).isTrue();
    assertThat(confirm(row.c(), 0, batch())).isEmpty();
  }

  @Test
  void nobody_confirms_that_a_value_may_go() {
    row.put(row.a(), "text");
    world.run(1_000);
    assertThat(confirm(row.b(), 0, batch())).isEmpty();
  }

  @Test
  void one_batch_for_a_number_and_that_as_often_as_asked() {
    List<KeyDigest> batch = deleted();
    assertThat(confirm(row.b(), 0, batch)).containsExactly(0);
    row.put(row.a(), "again");
    world.run(1_000);
    assertThat(confirm(row.b(), 0, batch)).containsExactly(0);

    List<KeyDigest> other = batch();
    assertThat(other).isNotEqualTo(batch);
    assertThat(outdated(row.b(), 0, other)).isEqualTo(1);
    assertThat(confirm(row.b(), 0, batch)).containsExactly(0);
  }

  @Test
  void two_batches_of_a_number_at_once_are_not_both_confirmed() {
    List<KeyDigest> batch = deleted();
    List<KeyDigest> other =
        List.of(batch.get(0), new KeyDigest(World.key("other").key(), batch.get(0).digest()));
    Future<PeerReply> one = confirming(row.b(), 0, batch);
    Future<PeerReply> two = confirming(row.b(), 0, other);
    assertThat(world.failureOf(two)).isInstanceOf(RuntimeException.class);
    assertThat(world.await(one)).isEqualTo(new PeerReply.RemovalConfirmed(List.of(0)));
  }

  @Test
  void after_a_crash_a_member_does_not_know_what_it_has_confirmed_and_refuses() {
    List<KeyDigest> batch = deleted();
    confirm(row.b(), 0, batch);
    row.b().crash();
    row.restart(row.b());
    assertThat(outdated(row.b(), 0, batch)).isEqualTo(1);
  }

  @Test
  void a_number_below_the_own_one_is_refused_however_it_rose() {
    List<KeyDigest> batch = deleted();
    world.await(row.b().removals().raise(partition, 3));
    assertThat(outdated(row.b(), 2, batch)).isEqualTo(3);
    assertThat(confirm(row.b(), 3, batch)).containsExactly(0);
  }

  @Test
  void an_owner_that_is_being_filled_confirms_nothing() {
    List<KeyDigest> batch = deleted();
    row.b().disk().unfill();
    assertThat(((ReplicaRefusal) world.failureOf(confirming(row.b(), 0, batch))).reason())
        .isEqualTo(Reason.UNFILLED);
    assertThat(row.b().removals().number(partition)).isZero();
    PeerReply standing =
        world.await(row.b().removalDesk().answer(new PeerRequest.AskRemoval(partition, batch)));
    assertThat(standing).isEqualTo(new PeerReply.RemovalStanding(0, false, List.of()));
  }

  @Test
  void nothing_that_was_read_before_leaves_under_a_number_that_is_still_taken() {
    List<KeyDigest> batch = deleted();
    row.b().disk().speed(500);
    Future<PeerReply> confirming = confirming(row.b(), 0, batch);
    while (!confirming.isComplete()) {
      long before = row.b().removals().stamp(partition);
      Future<PeerReply.Head> reading = row.b().replica().head(row.key(), false);
      assertThat(world.await(reading).removalNumber()).isLessThanOrEqualTo(before);
    }
  }

  @Test
  void a_key_is_held_from_the_look_at_it_until_the_number_has_risen() {
    row.put(row.a(), "text");
    world.run(1_000);
    Snapshot value = world.await(row.a().replica().object(row.key()));
    row.delete(row.a());
    world.run(1_000);
    List<KeyDigest> batch = new ArrayList<>(batch());
    for (int other = 0; other < 9; other++) {
      batch.add(new KeyDigest(World.key("another/" + other).key(), batch.get(0).digest()));
    }
    // Another owner, that has missed all of it. Some keys are looked at later than others.
    row.c().disk().loseRecord(row.key());
    row.c().disk().speed(300);
    Future<PeerReply> confirming = confirming(row.c(), 0, batch);
    NewBytes bytes = new NewBytes.Inline(Buffer.buffer("text"));
    Future<Void> late = row.c().replica().commit(row.key(), value, bytes);
    assertThat(((PeerReply.RemovalConfirmed) world.await(confirming)).places()).contains(0);
    assertThat(world.failureOf(late)).isInstanceOf(OutdatedData.class);
    assertThat(row.stored(row.c()).isEmpty()).isTrue();
  }

  @Test
  void a_key_that_is_changing_is_left_to_a_later_batch() {
    List<KeyDigest> batch = deleted();
    row.b().disk().speed(300);
    Future<?> writing = row.putting(row.b(), "again", Requests.PLAIN);
    while (!row.b().replica().isBusy(row.key())) {
      world.run(1);
    }
    assertThat(confirm(row.b(), 0, batch)).isEmpty();
    world.await(writing);
  }

  @Test
  void what_has_changed_since_it_was_confirmed_is_not_dropped() {
    List<KeyDigest> batch = deleted();
    row.all().forEach(owner -> confirm(owner, 0, batch));
    row.put(row.a(), "again");
    world.run(1_000);
    row.all().forEach(owner -> remove(owner, 0, batch));
    assertThat(row.read(row.c())).isEqualTo("again");
  }

  @Test
  void what_somebody_read_before_is_refused_after_however_late_it_is_sent() {
    row.put(row.a(), "text");
    world.run(1_000);
    Snapshot read = world.await(row.a().replica().object(row.key()));
    row.delete(row.a());
    world.run(2_000);
    List<KeyDigest> batch = batch();
    row.all().forEach(owner -> confirm(owner, 0, batch));
    row.all().forEach(owner -> remove(owner, 0, batch));
    RemoteReplica there = row.a().replicas().remote(row.memberOf(row.c()));
    NewBytes bytes = new NewBytes.Inline(Buffer.buffer("text"));
    assertThat(world.failureOf(there.commit(row.key(), read, bytes)))
        .isInstanceOf(ReplicaRefusal.class);
    assertThat(row.stored(row.c()).isEmpty()).isTrue();
  }

  @Test
  void nothing_is_dropped_that_was_not_confirmed_here() {
    List<KeyDigest> batch = deleted();
    assertThatThrownBy(() -> remove(row.b(), 0, batch)).isInstanceOf(ReplicaRefusal.class);
    assertThat(row.stored(row.b()).isDeleted()).isTrue();
  }

  @Test
  void writes_pass_while_only_some_have_confirmed() {
    List<KeyDigest> batch = deleted();
    confirm(row.b(), 6, batch);
    confirm(row.c(), 9, batch);
    assertThat(row.put(row.a(), "again", Requests.with(new QuorumSize.All())).acks()).isEqualTo(3);
    assertThat(row.a().removals().number(partition)).isEqualTo(10);
  }

  @Test
  void a_confirmation_means_that_replaced_files_are_gone_for_good() {
    row.put(row.a(), Requests.large("text"));
    row.delete(row.a());
    world.run(2_000);
    List<KeyDigest> batch = batch();
    assertThat(row.b().disk().unsettled()).isEqualTo(1);
    confirm(row.b(), 0, batch);
    assertThat(row.b().disk().unsettled()).isZero();
  }

  /** Four nodes: one stands in for the other three. */
  private static final class WithStandIn {
    private final World world = World.founded(73, 4);
    private final Row row = Row.of(world, "stones/1");
    private final WorldNode standIn = outside(row, world, party -> true);

    List<Integer> confirm(List<KeyDigest> batch) {
      PeerRequest.ConfirmRemoval request =
          new PeerRequest.ConfirmRemoval(row.key().partition(), 0, Timestamp.ZERO, batch);
      return ((PeerReply.RemovalConfirmed) world.await(standIn.removalDesk().answer(request)))
          .places();
    }
  }

  private static WorldNode outside(Row row, World world, Predicate<Boolean> isParty) {
    RemovalParties parties = RemovalParties.of(row.a().chainEntry(), row.key().partition());
    return world.nodes().stream()
        .filter(node -> !parties.isOwner(node.identity().node()))
        .filter(node -> isParty.test(parties.has(node.identity().node())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_stand_in_confirms_that_it_holds_nothing() {
    WithStandIn four = new WithStandIn();
    four.row.put(four.row.a(), "text");
    Snapshot value = four.world.await(four.row.a().replica().object(four.row.key()));
    four.row.delete(four.row.a());
    four.world.run(2_000);
    List<KeyDigest> batch =
        List.of(new KeyDigest(four.row.key().key(), four.row.stored(four.row.a()).digest()));
    NewBytes bytes = new NewBytes.Inline(Buffer.buffer("text"));
    four.world.await(four.standIn.replica().commit(four.row.key(), value, bytes));
    assertThat(four.confirm(batch)).isEmpty();

    WithStandIn other = new WithStandIn();
    assertThat(other.confirm(batch)).containsExactly(0);
  }

  @Test
  void nothing_is_removed_without_the_stand_ins() {
    World world = World.founded(74, 4, new RemovalSettings(500, 500, 500));
    Row row = Row.of(world, "stones/1");
    WorldNode standIn = outside(row, world, party -> true);
    row.put(row.a(), "text");
    Snapshot value = world.await(row.a().replica().object(row.key()));
    NewBytes bytes = new NewBytes.Inline(Buffer.buffer("text"));
    world.await(standIn.replica().commit(row.key(), value, bytes));
    // It does not come to deliver what it keeps.
    row.fate(
        SimulatedNetwork.Fate.LOSE,
        Row.from(standIn)
            .and(
                passage ->
                    passage.request() instanceof PeerRequest.AskHeld
                        || passage.request() instanceof PeerRequest.Offer));
    row.delete(row.a());
    world.run(20_000);
    assertThat(row.stored(row.a()).isDeleted()).isTrue();

    standIn.crash();
    standIn.disk().loseRecord(row.key());
    world.run(20_000);
    assertThat(row.stored(row.a()).isDeleted()).isTrue();

    row.restart(standIn);
    world.run(20_000);
    assertThat(row.stored(row.a()).isEmpty()).isTrue();
  }

  /** One that stayed behind when the ring changed. */
  private static void keepACopy(Row row, WorldNode other) {
    IndexRecord record = row.a().disk().record(row.key()).orElseThrow();
    other.disk().records().put(row.key(), record);
    row.a().disk().bodies().forEach((place, body) -> other.disk().bodies().put(place, body));
  }

  @Test
  void who_is_not_asked_to_confirm_cannot_make_old_data_pass_for_new() {
    World world = World.founded(75, 7);
    Row row = Row.of(world, "stones/1");
    WorldNode other = outside(row, world, party -> !party);
    row.put(row.a(), "text");
    keepACopy(row, other);
    row.c().disk().loseRecord(row.key());
    world.await(row.c().removals().raise(row.key().partition(), 1));
    assertThat(world.failureOf(other.replicas().offer(row.memberOf(row.c()), row.key())))
        .isInstanceOf(ReplicaRefusal.class);
    assertThat(row.stored(row.c()).isEmpty()).isTrue();
  }

  @Test
  void what_a_former_owner_has_kept_is_not_taken_before_it_is_known_what_was_removed() {
    World world = World.founded(75, 7);
    Row row = Row.of(world, "stones/1");
    WorldNode other = outside(row, world, party -> !party);
    row.put(row.a(), "text");
    row.world().run(1_000);
    keepACopy(row, other);
    row.c().disk().loseIndex();
    assertThat(world.failureOf(other.replicas().offer(row.memberOf(row.c()), row.key())))
        .isInstanceOfSatisfying(
            ReplicaRefusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.UNFILLED));
    assertThat(row.stored(row.c()).isEmpty()).isTrue();
  }
}
