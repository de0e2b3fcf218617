package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.membership.RingWish;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.node.world.SimulatedNetwork.Passage;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.Phase;
import io.henge.ring.Rows;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Rules C4, C5 and W5: what holds for a row while it changes, phase by phase. */
class ChangingRowsTest {
  private final GrowingRing ring = new GrowingRing();
  private final World world = ring.world();
  private final WorldNode newcomer = ring.newcomer();

  @Test
  void a_write_wants_enough_acks_of_either_row() {
    ring.holdAt(Phase.DUAL);
    ring.join();
    Row row = ring.changing();
    ring.holdAt(Phase.DUAL, GrowingRing.writesTo(row.b(), newcomer));
    assertThat(row.failedPut(row.a(), "a and c", Requests.strict(Requests.PLAIN)).code())
        .as("two of the old row, and one of the new")
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    ring.holdAt(Phase.DUAL, GrowingRing.writesTo(row.b(), row.c()));
    assertThat(row.failedPut(row.a(), "a and x", Requests.strict(Requests.PLAIN)).code())
        .as("two of the new row, and one of the old")
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    ring.holdAt(Phase.DUAL, GrowingRing.writesTo(row.b()));
    assertThat(row.put(row.a(), "a, c and x", Requests.strict(Requests.PLAIN)).acks()).isEqualTo(3);
  }

  @Test
  void also_when_the_new_row_is_read_both_are_written() {
    ring.holdAt(Phase.MOVED);
    ring.join();
    ring.await(Phase.MOVED);
    Row row = ring.changing();
    ring.holdAt(Phase.MOVED, GrowingRing.writesTo(row.b(), row.c()));
    assertThat(row.failedPut(row.a(), "a and x", Requests.strict(Requests.PLAIN)).code())
        .as("two of the new row, and one of the old")
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    ring.holdAt(Phase.MOVED, GrowingRing.writesTo(row.b()));
    assertThat(row.put(row.a(), "a, c and x", Requests.strict(Requests.PLAIN)).acks()).isEqualTo(3);
  }

  @Test
  void the_old_row_is_read_until_the_new_one_is_filled() {
    ring.holdAt(Phase.DUAL);
    ring.join();
    Row row = ring.changing();
    ring.holdAt(Phase.DUAL, GrowingRing.writesTo(row.b()));
    row.put(row.a(), "at a, c and x");
    ring.holdAt(Phase.DUAL);
    row.isolate(row.a());
    assertThat(row.read(row.b())).as("c is asked").isEqualTo("at a, c and x");
  }

  @Test
  void a_write_that_was_sent_before_the_change_is_acknowledged_by_both_rows() {
    newcomer.start();
    world.run(1_000);
    ChainEntry next =
        world.await(
            world.node(0).ringChanges().plan(List.of(new RingWish.Join(newcomer.address()))));
    Row row = ring.changing(next);
    Predicate<Passage> acksOfTheWrite = Row.commits().and(Row.from(row.a()));
    row.fate(Fate.HOLD, acksOfTheWrite);
    Future<?> write = row.putting(row.a(), "before", Requests.strict(Requests.PLAIN));
    world.run(200);
    ring.holdAt(Phase.DUAL, GrowingRing.writesTo(newcomer, row.b()));
    world.await(GrowingRing.applying(row.b(), new RingWish.Join(newcomer.address())));
    world.network().release();
    world.run(1_000);
    assertThat(row.stored(row.c()).isEmpty()).as("the old row has it").isFalse();
    assertThat(write.isComplete()).as("of the new one a alone has it").isFalse();
  }

  @Test
  void who_enters_a_row_is_not_filled_for_it_whatever_it_was_before() {
    World four = World.founded(37, 4);
    ChainEntry dual =
        four.await(GrowingRing.applying(four.node(0), new RingWish.Leave(new Seat(3))));
    four.run(2_000);
    int checked = 0;
    for (int partition = 0; partition < World.PARTITIONS.count(); partition++) {
      Rows rows = dual.layouts().rows(partition);
      for (Member entering : rows.onlyWritten()) {
        WorldNode node =
            four.nodes().stream()
                .filter(one -> one.address().equals(entering.peer()))
                .findFirst()
                .orElseThrow();
        assertThat(node.disk().isFilled(partition)).as("%s, %d", entering, partition).isFalse();
        checked++;
      }
      for (Member staying : rows.read()) {
        WorldNode node =
            four.nodes().stream()
                .filter(one -> one.address().equals(staying.peer()))
                .findFirst()
                .orElseThrow();
        assertThat(node.disk().isFilled(partition)).isTrue();
      }
    }
    assertThat(checked).isPositive();
    assertThat(four.ledger().newest().phase()).as("nobody fills them").isEqualTo(Phase.DUAL);
  }

  @Test
  void who_is_behind_says_nothing_of_its_filling() {
    World unfilled = World.founded(41, 3);
    ChainEntry before = unfilled.node(0).chainEntry();
    WorldNode fourth = unfilled.add(3, World.addresses(3));
    fourth.start();
    unfilled.run(1_000);
    ChainEntry dual =
        unfilled.await(GrowingRing.applying(unfilled.node(1), new RingWish.Join(fourth.address())));
    PeerRequest.Fullness question = new PeerRequest.Fullness();
    Envelope now = new Envelope(Optional.of(dual.position()), 0);
    Envelope then = new Envelope(Optional.of(before.position()), 0);
    assertThat(unfilled.tell(unfilled.node(0), unfilled.node(1), now, question))
        .isInstanceOf(PeerReply.Unfilled.class);
    assertThat(unfilled.tell(unfilled.node(0), unfilled.node(1), then, question))
        .isInstanceOf(PeerReply.Stale.class);
  }

  @Test
  void an_owner_that_is_only_written_does_not_vote_for_absence() {
    ring.holdAt(Phase.DUAL);
    ring.join();
    Row row = ring.changing();
    for (long waited = 0; !newcomer.disk().isFilled(row.key().partition()); waited += 100) {
      assertThat(waited).isLessThan(GrowingRing.DONE_WITHIN_MILLIS);
      world.run(100);
    }
    cutFromEachOther(List.of(row.a(), row.b()), List.of(row.c(), newcomer));
    row.put(row.a(), "at a and b", Requests.strict(Requests.PLAIN));
    assertThat(row.failedGet(row.c(), Requests.SLOPPY).code())
        .as("c and the newcomer are no two of either row")
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
  }

  private void cutFromEachOther(List<WorldNode> one, List<WorldNode> two) {
    for (WorldNode left : one) {
      for (WorldNode right : two) {
        world.network().cut(left.address(), right.address());
        world.network().cut(right.address(), left.address());
      }
    }
  }

  @Test
  void a_write_that_is_slow_here_is_no_ack_once_the_rows_have_changed() {
    int overtaken = 0;
    for (long seed = 100; seed < 120; seed++) {
      World slow = World.founded(seed, 3);
      Row row = Row.of(slow, "stones/1");
      WorldNode fourth = slow.add(3, World.addresses(3));
      fourth.start();
      row.put(row.b(), "known");
      slow.run(1_000);
      row.fate(Fate.LOSE, GrowingRing.writesTo(row.a()));
      row.delete(row.b());
      row.allArrive();
      Envelope then = new Envelope(Optional.of(row.a().chainEntry().position()), 0);
      PeerRequest.Commit delete =
          new PeerRequest.Commit(row.key(), row.stored(row.b()), new NewBytes.None());
      Future<ChainEntry> joining =
          GrowingRing.applying(row.b(), new RingWish.Join(fourth.address()));
      for (int millis = 0; !joining.isComplete() && millis < 3_000; millis++) {
        slow.run(1);
        if (slow.ledger().newest().phase() == Phase.DUAL) {
          break;
        }
      }
      row.a().disk().speed(300);
      Future<PeerReply> told = slow.telling(row.a(), row.b(), then, delete);
      while (row.a().chainEntry().phase() != Phase.DUAL && !told.isComplete()) {
        slow.run(1);
      }
      boolean isOvertaken = !told.isComplete() && !row.stored(row.a()).isDeleted();
      PeerReply reply = slow.await(told);
      if (isOvertaken) {
        assertThat(reply).as("%d", seed).isInstanceOf(PeerReply.Stale.class);
        overtaken += row.stored(row.a()).isDeleted() ? 1 : 0;
      }
    }
    assertThat(overtaken).as("how often it was written after the rows had changed").isPositive();
  }
}
