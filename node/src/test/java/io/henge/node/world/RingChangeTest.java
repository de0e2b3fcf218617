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
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules C4 and C6: nodes join, leave, are removed and get other shares while clients go on. */
class RingChangeTest {
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final long DONE_WITHIN_MILLIS = 60_000;

  /** Among so many keys is one of each partition. */
  private static final int KEYS_MAX = 1_000;

  private final World world = World.founded(31, 3, WorldUpkeep.every(2_000));
  private final WorldNode newcomer = world.add(3, World.addresses(3));

  static Future<ChainEntry> applying(WorldNode at, RingWish... wishes) {
    return at.ringChanges().apply(List.of(wishes), Optional.empty(), true, TIMEOUT_MILLIS);
  }

  /** Some running node that is read for the key by what it knows. */
  static WorldNode owner(World world, Row row) {
    return world.owners(row.key()).stream().filter(WorldNode::isMember).findFirst().orElseThrow();
  }

  /** The newcomer joins a ring of three, by which most rows get it in the place of another. */
  private ChainEntry join() {
    newcomer.start();
    world.run(1_000);
    return world.await(applying(world.node(1), new RingWish.Join(newcomer.address())));
  }

  /** Lets time pass until the change is in that phase at all members that are up. */
  private void await(Phase phase) {
    for (long waited = 0; waited < DONE_WITHIN_MILLIS; waited += 100) {
      if (members().allMatch(node -> node.chainEntry().phase() == phase)) {
        return;
      }
      world.run(100);
    }
    throw new AssertionError("not " + phase + ": " + world.ledger().newest());
  }

  private Stream<WorldNode> members() {
    return world.nodes().stream().filter(WorldNode::isMember);
  }

  /** A key whose row changes: a and b stay, c goes, and the newcomer comes. */
  private record Changing(Row row, WorldNode newcomer) {
    WorldNode a() {
      return row.a();
    }

    WorldNode b() {
      return row.b();
    }

    WorldNode c() {
      return row.c();
    }
  }

  private Changing changing() {
    return changing(world.ledger().newest());
  }

  private Changing changing(ChainEntry entry) {
    int number =
        IntStream.range(0, KEYS_MAX)
            .filter(i -> entry.layouts().rows(World.key("stones/" + i).partition()).areTwo())
            .findFirst()
            .orElseThrow(() -> new AssertionError("no row changes"));
    Rows rows = entry.layouts().rows(World.key("stones/" + number).partition());
    List<Member> former = entry.phase() == Phase.MOVED ? rows.other() : rows.read();
    List<Member> next = entry.phase() == Phase.MOVED ? rows.read() : rows.other();
    List<WorldNode> stay = former.stream().filter(next::contains).map(this::node).toList();
    WorldNode gone =
        former.stream().filter(m -> !next.contains(m)).map(this::node).findFirst().orElseThrow();
    Row row = new Row(world, World.key("stones/" + number), stay.get(0), stay.get(1), gone);
    return new Changing(row, newcomer);
  }

  private WorldNode node(Member member) {
    return world.nodes().stream()
        .filter(node -> node.address().equals(member.peer()))
        .findFirst()
        .orElseThrow();
  }

  private static Predicate<Passage> writesTo(WorldNode... nodes) {
    List<WorldNode> those = List.of(nodes);
    return Row.commits()
        .or(Row.offers())
        .and(passage -> those.stream().anyMatch(node -> node.address().equals(passage.to())));
  }

  private static boolean asksForFilling(Passage passage) {
    return passage.request() instanceof PeerRequest.Fullness;
  }

  /** As long as nobody hears of the newcomer's filling the change stays where it is. */
  private void holdAt(Phase phase) {
    world
        .network()
        .rule(
            passage ->
                asksForFilling(passage) && world.ledger().newest().phase() == phase
                    ? Fate.LOSE
                    : Fate.DELIVER);
  }

  private void holdAt(Phase phase, Predicate<Passage> lost) {
    world
        .network()
        .rule(
            passage ->
                lost.test(passage)
                        || (asksForFilling(passage) && world.ledger().newest().phase() == phase)
                    ? Fate.LOSE
                    : Fate.DELIVER);
  }

  @Test
  void nodes_join_and_leave_while_others_write() {
    ChainEntry dual = join();
    assertThat(dual.phase()).isEqualTo(Phase.DUAL);
    Row row = changing().row();
    row.put(row.a(), "during");
    await(Phase.DONE);
    assertThat(newcomer.chainEntry().layout().members()).hasSize(4);
    assertThat(row.read(row.b())).isEqualTo("during");
    assertThat(row.read(newcomer)).isEqualTo("during");

    WorldNode leaver = row.a();
    Seat seat = row.memberOf(leaver).seat();
    world.await(
        applying(
            row.b(),
            new RingWish.Leave(seat),
            new RingWish.Reweigh(
                row.memberOf(row.b()).seat(), OptionalInt.empty(), OptionalInt.of(2))));
    row.put(row.b(), "while it leaves");
    await(Phase.DONE);
    assertThat(leaver.isMember()).isFalse();
    assertThat(leaver.chainEntry()).as("it is told").isEqualTo(world.ledger().newest());
    leaver.crash();
    assertThat(row.read(row.b())).isEqualTo("while it leaves");
    assertThat(row.read(newcomer)).isEqualTo("while it leaves");
  }

  @Test
  void a_write_wants_enough_acks_of_either_row() {
    holdAt(Phase.DUAL);
    join();
    Changing at = changing();
    holdAt(Phase.DUAL, writesTo(at.b(), newcomer));
    assertThat(at.row().failedPut(at.a(), "a and c", Requests.strict(Requests.PLAIN)).code())
        .as("two of the old row, and one of the new")
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    holdAt(Phase.DUAL, writesTo(at.b(), at.c()));
    assertThat(at.row().failedPut(at.a(), "a and x", Requests.strict(Requests.PLAIN)).code())
        .as("two of the new row, and one of the old")
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    holdAt(Phase.DUAL, writesTo(at.b()));
    assertThat(at.row().put(at.a(), "a, c and x", Requests.strict(Requests.PLAIN)).acks())
        .isEqualTo(3);
  }

  @Test
  void also_when_the_new_row_is_read_both_are_written() {
    holdAt(Phase.MOVED);
    join();
    await(Phase.MOVED);
    Changing at = changing();
    holdAt(Phase.MOVED, writesTo(at.b(), at.c()));
    assertThat(at.row().failedPut(at.a(), "a and x", Requests.strict(Requests.PLAIN)).code())
        .as("two of the new row, and one of the old")
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    holdAt(Phase.MOVED, writesTo(at.b()));
    assertThat(at.row().put(at.a(), "a, c and x", Requests.strict(Requests.PLAIN)).acks())
        .isEqualTo(3);
  }

  @Test
  void the_old_row_is_read_until_the_new_one_is_filled() {
    holdAt(Phase.DUAL);
    join();
    Changing at = changing();
    holdAt(Phase.DUAL, writesTo(at.b()));
    at.row().put(at.a(), "at a, c and x");
    holdAt(Phase.DUAL);
    at.row().isolate(at.a());
    assertThat(at.row().read(at.b())).as("c is asked").isEqualTo("at a, c and x");
  }

  @Test
  void a_write_that_was_sent_before_the_change_is_acknowledged_by_both_rows() {
    newcomer.start();
    world.run(1_000);
    ChainEntry next =
        world.await(
            world.node(0).ringChanges().plan(List.of(new RingWish.Join(newcomer.address()))));
    Changing at = changing(next);
    Row row = at.row();
    Predicate<Passage> acksOfTheWrite = Row.commits().and(Row.from(row.a()));
    row.fate(Fate.HOLD, acksOfTheWrite);
    Future<?> write = row.putting(row.a(), "before", Requests.strict(Requests.PLAIN));
    world.run(200);
    holdAt(Phase.DUAL, writesTo(newcomer, at.b()));
    world.await(applying(row.b(), new RingWish.Join(newcomer.address())));
    world.network().release();
    world.run(1_000);
    assertThat(row.stored(at.c()).isEmpty()).as("the old row has it").isFalse();
    assertThat(write.isComplete()).as("of the new one a alone has it").isFalse();
  }

  @Test
  void who_enters_a_row_is_not_filled_for_it_whatever_it_was_before() {
    World four = World.founded(37, 4);
    ChainEntry dual = four.await(applying(four.node(0), new RingWish.Leave(new Seat(3))));
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
        unfilled.await(applying(unfilled.node(1), new RingWish.Join(fourth.address())));
    PeerRequest.Fullness question = new PeerRequest.Fullness();
    Envelope now = new Envelope(Optional.of(dual.position()), 0);
    Envelope then = new Envelope(Optional.of(before.position()), 0);
    assertThat(unfilled.tell(unfilled.node(0), unfilled.node(1), now, question))
        .isInstanceOf(PeerReply.Unfilled.class);
    assertThat(unfilled.tell(unfilled.node(0), unfilled.node(1), then, question))
        .isInstanceOf(PeerReply.Stale.class);
  }

  @Test
  void a_change_that_was_begun_can_be_taken_back_and_begun_again() {
    holdAt(Phase.DUAL);
    join();
    Changing at = changing();
    at.row().put(at.a(), "during");
    world.run(5_000);
    ChainEntry aborted = world.await(at.b().ringChanges().abort(TIMEOUT_MILLIS));
    assertThat(aborted.phase()).isEqualTo(Phase.DONE);
    assertThat(aborted.layout().members()).hasSize(3);
    assertThat(at.row().read(at.c())).isEqualTo("during");
    at.row().put(at.c(), "meanwhile");
    world.network().rule(passage -> Fate.DELIVER);
    assertThat(newcomer.isMember()).isFalse();
    RingWish again = new RingWish.Join(newcomer.address());
    assertThat(world.failureOf(applying(world.node(2), again))).hasMessageContaining("retired");
    newcomer.wipe();
    newcomer.start();
    world.run(1_000);
    world.await(applying(world.node(2), again));
    await(Phase.DONE);
    assertThat(at.row().read(at.a())).isEqualTo("meanwhile");
    assertThat(newcomer.isFilled()).isTrue();
  }

  @Test
  void a_dead_member_is_removed_and_what_it_held_is_filled_from_the_others() {
    join();
    await(Phase.DONE);
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
    world.await(applying(row.a(), new RingWish.Remove(seat)));
    await(Phase.DONE);
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
    join();
    await(Phase.DONE);
    Row row = Row.of(world, "stones/1");
    WorldNode standIn = row.standIns().get(0);
    row.fate(Fate.LOSE, writesTo(row.b()));
    row.a().suspect(row.b());
    row.put(row.a(), "sloppy");
    world.run(1_000);
    assertThat(standIn.backlog().keys()).isEqualTo(1);
    Seat seat = row.memberOf(standIn).seat();
    // Whatever the owners tell each other, the leaver must hear it from W of them itself.
    row.fate(Fate.LOSE, passage -> passage.request() instanceof PeerRequest.AskHeld);
    world.await(applying(row.a(), new RingWish.Leave(seat)));
    world.run(20_000);
    assertThat(world.ledger().newest().phase()).isEqualTo(Phase.MOVED);
    assertThat(world.members()).contains(standIn);
    row.allArrive();
    await(Phase.DONE);
    assertThat(world.members()).doesNotContain(standIn);
    assertThat(row.stored(row.b()).live()).hasSize(1);
  }

  @Test
  void no_change_begins_while_a_member_is_silent_that_does_not_leave_by_it() {
    newcomer.start();
    world.run(1_000);
    world.node(2).crash();
    RingWish join = new RingWish.Join(newcomer.address());
    assertThat(world.failureOf(applying(world.node(0), join)))
        .hasMessageContaining("seat 2 does not answer");
    world.await(applying(world.node(0), join, new RingWish.Remove(new Seat(2))));
    await(Phase.DONE);
    assertThat(world.members()).hasSize(3).contains(newcomer);
  }

  @Test
  void an_owner_that_is_only_written_does_not_vote_for_absence() {
    holdAt(Phase.DUAL);
    join();
    Changing at = changing();
    for (long waited = 0; !newcomer.disk().isFilled(at.row().key().partition()); waited += 100) {
      assertThat(waited).isLessThan(DONE_WITHIN_MILLIS);
      world.run(100);
    }
    cutFromEachOther(List.of(at.a(), at.b()), List.of(at.c(), newcomer));
    at.row().put(at.a(), "at a and b", Requests.strict(Requests.PLAIN));
    assertThat(at.row().failedGet(at.c(), Requests.SLOPPY).code())
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
      row.fate(Fate.LOSE, writesTo(row.a()));
      row.delete(row.b());
      row.allArrive();
      Envelope then = new Envelope(Optional.of(row.a().chainEntry().position()), 0);
      PeerRequest.Commit delete =
          new PeerRequest.Commit(row.key(), row.stored(row.b()), new NewBytes.None());
      Future<ChainEntry> joining = applying(row.b(), new RingWish.Join(fourth.address()));
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

  @Test
  void who_is_about_to_leave_takes_nothing_new() {
    World five = World.founded(43, 5);
    Row row = Row.of(five, "stones/1");
    WorldNode leaver = row.standIns().get(0);
    row.put(row.a(), "known");
    row.delete(row.a());
    ChainEntry dual =
        five.await(applying(row.a(), new RingWish.Leave(row.memberOf(leaver).seat())));
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
