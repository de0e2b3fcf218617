package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.node.membership.BucketPolicies;
import io.henge.node.message.PeerRequest;
import io.henge.node.removal.RemovalSettings;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules T1 and T4, by the rounds of the product: what is removed, when, and when not. */
class RemovalRoundsTest {
  private static final RemovalSettings SOON = new RemovalSettings(1_000, 1_000, 500);

  /** Several rounds, and the tombstone's time. */
  private static final long LONG_MILLIS = 20_000;

  private final Row row = Row.of(World.founded(71, 3, SOON), "stones/1");
  private final World world = row.world();

  private void isGoneEverywhere() {
    for (WorldNode node : row.all()) {
      assertThat(node.disk().record(row.key())).as("%s", node.address()).isEmpty();
    }
  }

  @Test
  void a_tombstone_goes_from_all_owners_when_all_have_it() {
    row.put(row.a(), "text");
    row.delete(row.b());
    assertThat(row.failedGet(row.c()).code()).isEqualTo(ErrorCode.GONE);
    world.run(LONG_MILLIS);
    isGoneEverywhere();
    assertThat(row.failedGet(row.c()).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(row.a().removed().keysDecided()).isEqualTo(1);
    assertThat(row.a().removed().status().waitingKeys()).isZero();
  }

  @Test
  void it_is_kept_for_its_time() {
    row.put(row.a(), "text");
    row.delete(row.a());
    world.run(SOON.keepMillis() - 100);
    assertThat(row.stored(row.a()).isDeleted()).isTrue();
    assertThat(row.stored(row.c()).isDeleted()).isTrue();
  }

  @Test
  void values_stay() {
    row.put(row.a(), "text");
    row.delete(row.a());
    row.put(row.b(), "again");
    world.run(LONG_MILLIS);
    assertThat(row.read(row.c())).isEqualTo("again");
  }

  @Test
  void nothing_is_removed_as_long_as_an_owner_is_silent() {
    row.put(row.a(), "text");
    world.run(1_000);
    Seat seat = row.memberOf(row.c()).seat();
    row.c().crash();
    row.delete(row.a());
    world.run(LONG_MILLIS);
    assertThat(row.stored(row.a()).isDeleted()).isTrue();
    assertThat(row.stored(row.b()).isDeleted()).isTrue();
    assertThat(row.a().removed().status().waitingFor()).containsOnlyKeys(seat);

    row.restart(row.c());
    // It still has what was deleted; a read repairs that.
    assertThat(row.failedGet(row.c()).code()).isEqualTo(ErrorCode.GONE);
    world.run(LONG_MILLIS);
    isGoneEverywhere();
    assertThat(row.a().removed().status().waitingFor()).isEmpty();
  }

  @Test
  void nothing_is_removed_as_long_as_an_owner_has_missed_it() {
    row.put(row.a(), "text");
    world.run(1_000);
    row.fate(Fate.LOSE, Row.to(row.c()).and(Row.commits().or(Row.offers())));
    row.delete(row.a());
    world.run(LONG_MILLIS);
    assertThat(row.stored(row.a()).isDeleted()).isTrue();
    assertThat(row.stored(row.b()).isDeleted()).isTrue();
    // Nobody's number has risen for nothing.
    assertThat(row.c().removals().number(row.key().partition())).isZero();
    row.allArrive();
    assertThat(row.failedGet(row.c()).code()).isEqualTo(ErrorCode.GONE);
    world.run(LONG_MILLIS);
    isGoneEverywhere();
  }

  @Test
  void a_message_from_before_the_removal_brings_nothing_back() {
    row.fate(Fate.HOLD, Row.to(row.c()).and(Row.commits().or(Row.offers())));
    row.put(row.a(), "text");
    assertThat(world.network().held()).isPositive();
    row.allArrive();
    row.delete(row.b());
    world.run(LONG_MILLIS);
    isGoneEverywhere();

    world.network().release();
    world.run(5_000);
    isGoneEverywhere();
    assertThat(row.failedGet(row.c()).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(world.sightings().of(Sighting.OUTDATED_DATA_REFUSED)).isPositive();
  }

  @Test
  void a_paused_coordinator_that_read_the_value_brings_nothing_back() {
    row.put(row.a(), "text");
    row.put(row.a(), "newer");
    world.run(1_000);
    row.c().disk().loseRecord(row.key());
    // b finds c behind, and is paused before it can repair that.
    assertThat(row.read(row.b())).isEqualTo("newer");
    row.b().pause();
    world.run(2_000);
    row.delete(row.a());
    world.run(LONG_MILLIS);
    assertThat(row.stored(row.a()).isDeleted()).isTrue();
    row.b().resume();
    world.run(LONG_MILLIS);
    assertThat(row.failedGet(row.c()).code()).isIn(ErrorCode.GONE, ErrorCode.NOT_FOUND);
    world.run(LONG_MILLIS);
    isGoneEverywhere();
  }

  @Test
  void owners_that_were_not_told_remove_it_with_a_later_batch() {
    row.put(row.a(), "text");
    row.delete(row.a());
    row.fate(
        Fate.LOSE, Row.to(row.c()).and(passage -> passage.request() instanceof PeerRequest.Remove));
    world.run(LONG_MILLIS);
    assertThat(row.stored(row.a()).isEmpty()).isTrue();
    assertThat(row.stored(row.b()).isEmpty()).isTrue();
    assertThat(row.stored(row.c()).isDeleted()).isTrue();
    row.allArrive();
    // The tombstone comes back as a tombstone.
    assertThat(row.failedGet(row.c()).code()).isEqualTo(ErrorCode.GONE);
    world.run(LONG_MILLIS);
    isGoneEverywhere();
  }

  @Test
  void answers_that_are_lost_are_asked_for_again() {
    row.put(row.a(), "text");
    row.delete(row.a());
    Set<Class<?>> lost = new HashSet<>();
    row.fate(
        Fate.LOSE_REPLY,
        passage ->
            passage.request() instanceof PeerRequest.OfRemoval
                && lost.add(passage.request().getClass()));
    world.run(3 * LONG_MILLIS);
    assertThat(lost).hasSize(3);
    isGoneEverywhere();
  }

  @Test
  void a_proposer_that_dies_before_it_tells_the_others_leaves_tombstones_and_no_more() {
    row.put(row.a(), "text");
    row.delete(row.a());
    row.fate(
        Fate.LOSE,
        passage -> {
          boolean isDecided = passage.request() instanceof PeerRequest.Remove;
          if (isDecided && row.a().isUp()) {
            row.a().crash();
          }
          return isDecided;
        });
    world.run(LONG_MILLIS);
    assertThat(row.a().isUp()).isFalse();
    row.allArrive();
    row.restart(row.a());
    assertThat(row.failedGet(row.a()).code()).isIn(ErrorCode.GONE, ErrorCode.NOT_FOUND);
    world.run(LONG_MILLIS);
    isGoneEverywhere();
  }

  @Test
  void two_that_think_they_are_in_charge_do_no_harm() {
    row.b().suspect(row.a());
    row.put(row.a(), "text");
    row.delete(row.a());
    world.run(LONG_MILLIS);
    // b waits for a, which it believes to be down.
    isGoneEverywhere();

    row.put(row.b(), "text");
    row.delete(row.b());
    row.b().trustAll();
    world.run(LONG_MILLIS);
    isGoneEverywhere();
  }

  @Test
  void an_owner_that_is_being_filled_keeps_the_tombstones_of_its_partitions() {
    row.put(row.a(), "text");
    row.delete(row.a());
    world.run(100);
    row.b().crash();
    row.b().disk().unfill();
    row.restart(row.b());
    world.run(LONG_MILLIS);
    for (WorldNode node : row.all()) {
      assertThat(row.stored(node).isDeleted()).isTrue();
      assertThat(node.removals().number(row.key().partition())).isZero();
    }
  }

  @Test
  void a_clock_that_is_ahead_does_not_remove_it_at_once() {
    row.a().jumpClock(3_600_000);
    row.put(row.b(), "text");
    row.delete(row.b());
    world.run(SOON.watchMillis() - 100);
    assertThat(row.stored(row.a()).isDeleted()).isTrue();
    world.run(LONG_MILLIS);
    isGoneEverywhere();
  }

  @Test
  void a_tombstone_from_the_future_does_not_stay_for_ever() {
    row.b().jumpClock(3_600_000);
    row.put(row.b(), "text");
    row.delete(row.b());
    world.run(LONG_MILLIS);
    isGoneEverywhere();
  }

  @Test
  void what_is_written_after_the_removal_is_by_a_new_actor() {
    WriteReceipt first = row.put(row.a(), "text");
    row.delete(row.a());
    world.run(LONG_MILLIS);
    isGoneEverywhere();
    WriteReceipt second = row.put(row.a(), "again");
    assertThat(second.dot().orElseThrow().actor()).isNotEqualTo(first.dot().orElseThrow().actor());
    assertThat(row.read(row.c())).isEqualTo("again");
  }

  @Test
  void a_write_under_a_context_from_before_the_removal_is_told_to_look_again() {
    String token = row.put(row.a(), "text").contextToken();
    String deleted = row.delete(row.a()).contextToken();
    world.run(LONG_MILLIS);
    isGoneEverywhere();
    for (String old : List.of(token, deleted)) {
      BlobFailure refused = row.failedPut(row.b(), "merged", Requests.with(old));
      assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
      assertThat(refused.maySurface()).isFalse();
      assertThat(
              ((BlobFailure)
                      world.failureOf(
                          row.a()
                              .coordinator()
                              .delete(Requests.delete(row.key(), Requests.with(old)))))
                  .code())
          .isEqualTo(ErrorCode.CONFLICT);
    }
    String fresh = row.put(row.a(), "again").contextToken();
    assertThat(row.failedPut(row.c(), "merged", Requests.with(token)).code())
        .isEqualTo(ErrorCode.CONFLICT);
    row.put(row.b(), "next", Requests.with(fresh));
    assertThat(row.read(row.c())).isEqualTo("next");
  }

  @Test
  void a_context_that_only_an_unreachable_owner_knows_is_still_to_be_tried_again() {
    row.fate(Fate.LOSE, Row.from(row.a()).and(Row.commits().or(Row.offers())));
    assertThat(row.failedPut(row.a(), "text", Requests.PLAIN).maySurface()).isTrue();
    row.isolate(row.a());
    String token =
        world
            .await(row.a().coordinator().get(Requests.get(row.key(), Requests.SLOPPY)))
            .contextToken();
    BlobFailure refused = row.failedPut(row.b(), "merged", Requests.with(token));
    assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    row.allArrive();
    world.network().mend();
    assertThat(row.put(row.b(), "merged", Requests.with(token)).acks()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void where_the_last_write_wins_a_tombstone_that_stayed_behind_does_not_win_over_a_later_write() {
    world.await(
        new BucketPolicies(world.node(0).vote())
            .set("last", new BucketPolicy(ConflictPolicy.LAST_WRITE_WINS), 5_000));
    Row last = Row.of(world, "last/1");
    last.a().jumpClock(3_600_000);
    last.put(last.a(), "text");
    last.delete(last.a());
    last.fate(
        Fate.LOSE,
        Row.to(last.c()).and(passage -> passage.request() instanceof PeerRequest.Remove));
    world.run(LONG_MILLIS);
    assertThat(last.stored(last.b()).isEmpty()).isTrue();
    assertThat(last.stored(last.c()).isDeleted()).isTrue();

    last.allArrive();
    // What it knows of the partition outlasts its process.
    last.b().crash();
    last.restart(last.b());
    last.isolate(last.c());
    last.put(last.b(), "again");
    world.network().mend();
    for (WorldNode node : last.all()) {
      assertThat(last.read(node)).isEqualTo("again");
      world.run(1_000);
    }
    assertThat(last.read(last.c())).isEqualTo("again");
  }
}
