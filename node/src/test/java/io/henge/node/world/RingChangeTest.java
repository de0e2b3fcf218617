package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.membership.RingWish;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.ChainEntry;
import io.henge.ring.Phase;
import io.henge.ring.Seat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Rule C6: nodes join, leave, are removed and get other shares while clients go on. */
class RingChangeTest {
  private static final long TIMEOUT_MILLIS = 5_000;

  private final GrowingRing ring = new GrowingRing();
  private final World world = ring.world();
  private final WorldNode newcomer = ring.newcomer();

  @Test
  void nodes_join_and_leave_while_others_write() {
    ChainEntry dual = ring.join();
    assertThat(dual.phase()).isEqualTo(Phase.DUAL);
    Row row = ring.changing();
    row.put(row.a(), "during");
    ring.await(Phase.DONE);
    assertThat(newcomer.chainEntry().layout().members()).hasSize(4);
    assertThat(row.read(row.b())).isEqualTo("during");
    assertThat(row.read(newcomer)).isEqualTo("during");

    WorldNode leaver = row.a();
    Seat seat = row.memberOf(leaver).seat();
    world.await(
        GrowingRing.applying(
            row.b(),
            new RingWish.Leave(seat),
            new RingWish.Reweigh(
                row.memberOf(row.b()).seat(), OptionalInt.empty(), OptionalInt.of(2))));
    row.put(row.b(), "while it leaves");
    ring.await(Phase.DONE);
    assertThat(leaver.isMember()).isFalse();
    assertThat(leaver.chainEntry()).as("it is told").isEqualTo(world.ledger().newest());
    leaver.crash();
    assertThat(row.read(row.b())).isEqualTo("while it leaves");
    assertThat(row.read(newcomer)).isEqualTo("while it leaves");
  }

  @Test
  void a_change_that_was_begun_can_be_taken_back_and_begun_again() {
    ring.holdAt(Phase.DUAL);
    ring.join();
    Row row = ring.changing();
    row.put(row.a(), "during");
    world.run(5_000);
    ChainEntry aborted = world.await(row.b().ringChanges().abort(TIMEOUT_MILLIS));
    assertThat(aborted.phase()).isEqualTo(Phase.DONE);
    assertThat(aborted.layout().members()).hasSize(3);
    assertThat(row.read(row.c())).isEqualTo("during");
    row.put(row.c(), "meanwhile");
    world.network().rule(passage -> Fate.DELIVER);
    assertThat(newcomer.isMember()).isFalse();
    RingWish again = new RingWish.Join(newcomer.address());
    assertThat(world.failureOf(GrowingRing.applying(world.node(2), again)))
        .hasMessageContaining("retired");
    newcomer.wipe();
    newcomer.start();
    world.run(1_000);
    world.await(GrowingRing.applying(world.node(2), again));
    ring.await(Phase.DONE);
    assertThat(row.read(row.a())).isEqualTo("meanwhile");
    assertThat(newcomer.isFilled()).isTrue();
  }

  @Test
  void a_dead_member_is_removed_and_what_it_held_is_filled_from_the_others() {
    ring.join();
    ring.await(Phase.DONE);
    Row row = Row.of(world, "stones/1");
    row.put(row.a(), "of three");
    WorldNode dead = row.c();
    Seat seat = row.memberOf(dead).seat();
    dead.crash();
    assertThat(
            world.failureOf(
                row.a()
                    .ringChanges()
                    .apply(
                        List.of(new RingWish.Remove(seat)),
                        Optional.empty(),
                        false,
                        TIMEOUT_MILLIS)))
        .hasMessageContaining("accept-loss");
    world.await(GrowingRing.applying(row.a(), new RingWish.Remove(seat)));
    ring.await(Phase.DONE);
    assertThat(world.members()).doesNotContain(dead).hasSize(3);
    for (WorldNode member : world.members()) {
      assertThat(row.read(member)).isEqualTo("of three");
    }
    dead.start();
    world.run(5_000);
    assertThat(dead.isMember()).isFalse();
  }

  @Test
  void who_leaves_hands_over_what_it_keeps_for_others_first() {
    ring.join();
    ring.await(Phase.DONE);
    Row row = Row.of(world, "stones/1");
    WorldNode standIn = row.standIns().get(0);
    row.fate(Fate.LOSE, GrowingRing.writesTo(row.b()));
    row.a().suspect(row.b());
    row.put(row.a(), "sloppy");
    world.run(1_000);
    assertThat(standIn.backlog().keys()).isEqualTo(1);
    Seat seat = row.memberOf(standIn).seat();
    // Whatever the owners tell each other, the leaver must hear it from W of them itself.
    row.fate(Fate.LOSE, passage -> passage.request() instanceof PeerRequest.AskHeld);
    world.await(GrowingRing.applying(row.a(), new RingWish.Leave(seat)));
    world.run(20_000);
    assertThat(world.ledger().newest().phase()).isEqualTo(Phase.MOVED);
    assertThat(world.members()).contains(standIn);
    row.allArrive();
    ring.await(Phase.DONE);
    assertThat(world.members()).doesNotContain(standIn);
    assertThat(row.stored(row.b()).live()).hasSize(1);
  }

  @Test
  void no_change_begins_while_a_member_is_silent_that_does_not_leave_by_it() {
    newcomer.start();
    world.run(1_000);
    world.node(2).crash();
    RingWish join = new RingWish.Join(newcomer.address());
    assertThat(world.failureOf(GrowingRing.applying(world.node(0), join)))
        .hasMessageContaining("seat 2 does not answer");
    world.await(GrowingRing.applying(world.node(0), join, new RingWish.Remove(new Seat(2))));
    ring.await(Phase.DONE);
    assertThat(world.members()).hasSize(3).contains(newcomer);
  }

  @Test
  void who_is_about_to_leave_takes_nothing_new() {
    World five = World.founded(43, 5);
    Row row = Row.of(five, "stones/1");
    WorldNode leaver = row.standIns().get(0);
    row.put(row.a(), "known");
    row.delete(row.a());
    ChainEntry dual =
        five.await(GrowingRing.applying(row.a(), new RingWish.Leave(row.memberOf(leaver).seat())));
    Envelope now = new Envelope(Optional.of(dual.position()), 0);
    PeerReply reply =
        five.tell(
            leaver,
            row.a(),
            now,
            new PeerRequest.Commit(row.key(), row.stored(row.a()), new NewBytes.None()));
    assertThat(reply).isInstanceOf(PeerReply.Refused.class);
  }
}
