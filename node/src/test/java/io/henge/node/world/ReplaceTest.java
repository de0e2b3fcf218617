package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.BucketPolicies;
import io.henge.node.membership.ChainFiles;
import io.henge.node.membership.Replacements;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.ChainEntry;
import io.henge.ring.RetiredMember;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Rules C2, C6, H3 and W5: a newcomer takes the seat of a member that lost its disk. */
class ReplaceTest {
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final long LONG_MILLIS = 60_000;

  static Future<ChainEntry> replacing(WorldNode at, int seat, WorldNode newcomer) {
    return replacing(at, seat, newcomer, true);
  }

  private static Future<ChainEntry> replacing(
      WorldNode at, int seat, WorldNode newcomer, boolean acceptLoss) {
    return at.replacements()
        .replace(
            new Replacements.Wish(new Seat(seat), newcomer.address(), acceptLoss), TIMEOUT_MILLIS);
  }

  private static BlobFailure failure(World world, Future<?> future) {
    return (BlobFailure) world.failureOf(future);
  }

  /** The disk of a node is lost, and it starts on an empty one. */
  private static void loseDisk(World world, WorldNode node) {
    node.wipe();
    startEmpty(world, node);
  }

  private static void startEmpty(World world, WorldNode... nodes) {
    for (WorldNode node : nodes) {
      node.start();
    }
    world.run(3_000);
    for (WorldNode node : nodes) {
      assertThat(node.isReady()).isFalse();
    }
  }

  private static void awaitEntry(World world, WorldNode node, long number) {
    for (int step = 0; ChainVoteTest.onDisk(node).number() < number; step++) {
      assertThat(step).as("%s", world).isLessThan(5_000);
      world.clock().step();
    }
  }

  private static void assertMember(World world, WorldNode newcomer, ChainEntry entry) {
    assertThat(world.await(newcomer.joined()).number()).isGreaterThanOrEqualTo(entry.number());
    assertThat(entry.names(newcomer.identity().node(), newcomer.identity().incarnation()))
        .as("%s", world)
        .isTrue();
  }

  @Test
  void a_newcomer_takes_a_lost_members_seat_while_others_write() {
    World world = World.founded(1, 3);
    Row row = Row.of(world, "stones/1");
    WorldNode lost = world.node(2);
    WorldNode driver = world.node(0);
    row.put(driver, "before");
    RetiredMember former =
        new RetiredMember(new Seat(2), lost.identity().node(), lost.identity().incarnation());
    loseDisk(world, lost);

    List<Future<WriteReceipt>> writes = new ArrayList<>();
    Future<ChainEntry> replaced = replacing(driver, 2, lost);
    for (int i = 0; i < 20; i++) {
      WorldNode at = world.node(i % 2);
      Row other = Row.of(world, "stones/while-" + i);
      writes.add(other.putting(at, "text " + i, Requests.PLAIN));
      world.run(2);
    }
    ChainEntry entry = world.await(replaced);
    assertThat(entry.number()).isEqualTo(2);
    assertThat(entry.retired()).containsExactly(former);
    assertMember(world, lost, entry);
    for (WorldNode node : world.nodes()) {
      assertThat(ChainVoteTest.onDisk(node)).isEqualTo(entry);
    }
    writes.forEach(world::await);
    for (int i = 0; i < 20; i++) {
      assertThat(Row.of(world, "stones/while-" + i).read(lost)).isEqualTo("text " + i);
    }
    assertThat(row.read(lost)).isEqualTo("before");
    row.put(lost, "after");
    assertThat(row.read(driver)).isEqualTo("after");
  }

  @Test
  void a_newcomer_is_unfilled_also_after_a_restart_and_does_not_vote_for_absence() {
    World world = World.founded(2, 3);
    WorldNode lost = world.node(2);
    loseDisk(world, lost);
    world.await(replacing(world.node(0), 2, lost));
    Row row = Row.of(world, "stones/never-written");
    for (int life = 0; life < 2; life++) {
      world.await(lost.joined());
      assertThat(lost.disk().isFilled()).isFalse();
      assertThat(row.failedGet(lost).code()).isEqualTo(ErrorCode.NOT_FOUND);
      world.node(1).crash();
      assertThat(row.failedGet(world.node(0)).code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
      row.restart(world.node(1));
      lost.crash();
      lost.start();
    }
  }

  @Test
  void a_newcomer_votes_once_it_is_named() {
    World world = World.founded(3, 3);
    WorldNode lost = world.node(2);
    loseDisk(world, lost);
    world.await(replacing(world.node(0), 2, lost));
    world.await(lost.joined());
    world.node(0).crash();
    ChainEntry next = world.await(setting(world.node(1), "photos"));
    assertThat(next.number()).isEqualTo(3);
    assertThat(world.await(setting(lost, "films")).number()).isEqualTo(4);
  }

  static Future<ChainEntry> setting(WorldNode at, String bucket) {
    return new BucketPolicies(at.vote()).set(bucket, ChainVoteTest.ONCE, TIMEOUT_MILLIS);
  }

  /** Else a voter with amnesia lets two entries share a number. */
  @Test
  void who_lost_a_disk_has_no_vote_before_it_is_named_and_none_when_it_only_follows() {
    for (boolean follows : new boolean[] {false, true}) {
      World world = World.founded(4, 3);
      WorldNode knows = world.node(0);
      WorldNode ignorant = world.node(1);
      WorldNode forgetful = world.node(2);
      cutOff(world, ignorant);
      ChainEntry second = world.await(setting(knows, "photos"));
      loseDisk(world, forgetful);
      if (follows) {
        follow(world, forgetful, ignorant.chainEntry());
      }
      world.network().mend();
      cutOff(world, knows);
      BlobFailure failure = failure(world, setting(ignorant, "films"));
      assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
      assertThat(forgetful.disk().smallFile(ChainFiles.VOTE)).isEmpty();
      world.network().mend();
      world.run(LONG_MILLIS);
      assertThat(ChainVoteTest.onDisk(ignorant)).isEqualTo(second);
      world.requireNoViolation();
    }
  }

  private static void cutOff(World world, WorldNode away) {
    for (WorldNode other : world.nodes()) {
      world.network().cut(away.address(), other.address());
      world.network().cut(other.address(), away.address());
    }
  }

  private static PeerReply follow(World world, WorldNode newcomer, ChainEntry entry) {
    return tell(world, newcomer, new PeerRequest.Follow(entry.toJson()));
  }

  /** As whoever knows the secret could say it. */
  private static PeerReply tell(World world, WorldNode to, PeerRequest request) {
    return world.tell(to, world.node(0), new Envelope(Optional.empty(), 0), request);
  }

  @Test
  void a_newcomer_that_only_follows_answers_for_no_key() {
    World world = World.founded(5, 3);
    WorldNode lost = world.node(2);
    loseDisk(world, lost);
    ChainEntry entry = world.node(0).chainEntry();
    PeerReply.Introduction who = (PeerReply.Introduction) follow(world, lost, entry);
    assertThat(who.node()).isEqualTo(lost.identity().node());
    assertThat(who.chain()).isEmpty();
    PeerReply head =
        world.tell(
            lost,
            world.node(0),
            new Envelope(Optional.of(entry.position()), 0),
            new PeerRequest.Head(World.key("stones/1"), false));
    assertThat(((PeerReply.Refused) head).reason()).isEqualTo(Reason.CHAIN);
    assertThat(lost.disk().smallFile(ChainFiles.CHAIN)).isEmpty();
    assertThat(lost.disk().smallFile(ChainFiles.FOLLOWED)).isPresent();
  }

  @Test
  void who_belongs_to_a_cluster_or_follows_another_does_not_follow() {
    World world = World.founded(6, 3);
    World elsewhere = World.founded(7, 3);
    ChainEntry foreign = elsewhere.node(0).chainEntry();
    assertThat(follow(world, world.node(1), foreign)).isInstanceOf(PeerReply.Refused.class);
    assertThat(follow(world, world.node(1), world.node(0).chainEntry()))
        .isInstanceOf(PeerReply.Refused.class);
    WorldNode lost = world.node(2);
    loseDisk(world, lost);
    follow(world, lost, foreign);
    BlobFailure failure = failure(world, replacing(world.node(0), 2, lost));
    assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(failure).hasMessageContaining("another cluster");
    assertThat(tell(world, lost, new PeerRequest.Founded(world.node(0).chainEntry().toJson())))
        .isInstanceOf(PeerReply.Refused.class);
    assertThat(lost.isReady()).isFalse();
  }

  @Test
  void a_node_without_a_founding_list_can_be_let_in_by_whomever_it_meets() {
    World world = World.founded(8, 3);
    WorldNode newcomer = world.add(3, List.of());
    world.node(2).crash();
    startEmpty(world, newcomer);
    lose(world, Row.to(newcomer).and(ReplaceTest::isChosen));
    ChainEntry entry = world.await(replacing(world.node(1), 2, newcomer));
    assertMember(world, newcomer, entry);
  }

  private static void lose(World world, Predicate<SimulatedNetwork.Passage> which) {
    world.network().rule(passage -> which.test(passage) ? Fate.LOSE : Fate.DELIVER);
  }

  private static boolean isChosen(SimulatedNetwork.Passage passage) {
    return passage.request() instanceof PeerRequest.Chosen;
  }

  @Test
  void a_crash_of_the_newcomer_or_the_driver_at_any_point_leaves_a_seat_that_can_be_taken() {
    int points = eventsOfAReplacement();
    assertThat(points).isGreaterThan(30);
    for (int victim : new int[] {0, 2}) {
      for (int point = 0; point <= points; point++) {
        World world = World.founded(9, 3);
        WorldNode newcomer = world.node(2);
        loseDisk(world, newcomer);
        Future<ChainEntry> first = replacing(world.node(0), 2, newcomer);
        for (int event = 0; event < point; event++) {
          world.clock().step();
        }
        String where = "node " + victim + " crashed after event " + point + " in " + world;
        world.node(victim).crash();
        world.run(30);
        world.node(victim).start();
        world.run(10_000);
        if (victim == 2) {
          assertThat(first.isComplete()).as(where).isTrue();
        }
        ChainEntry entry = world.await(replacing(world.node(1), 2, newcomer));
        world.await(newcomer.joined());
        world.run(10_000);
        assertThat(entry.number()).as(where).isEqualTo(2);
        for (WorldNode node : world.nodes()) {
          assertThat(node.chainEntry()).as(where).isEqualTo(entry);
        }
        assertMember(world, newcomer, entry);
        assertThat(newcomer.disk().isFilled()).as(where).isFalse();
      }
    }
  }

  private static int eventsOfAReplacement() {
    World world = World.founded(9, 3);
    loseDisk(world, world.node(2));
    Future<ChainEntry> replaced = replacing(world.node(0), 2, world.node(2));
    int events = 0;
    while (!replaced.isComplete()) {
      world.clock().step();
      events++;
    }
    return events;
  }

  @Test
  void a_newcomer_that_nobody_told_asks_the_members() {
    World world = World.founded(10, 3);
    WorldNode newcomer = world.node(2);
    loseDisk(world, newcomer);
    lose(world, Row.to(newcomer).and(ReplaceTest::isChosen));
    Future<ChainEntry> lost = replacing(world.node(0), 2, newcomer);
    awaitEntry(world, world.node(1), 2);
    world.node(0).crash();
    assertThat(lost.isComplete()).isFalse();
    newcomer.crash();
    newcomer.start();
    assertMember(world, newcomer, ChainVoteTest.onDisk(world.node(1)));
  }

  @Test
  void of_two_newcomers_for_one_seat_one_gets_it_and_the_other_may_not_come_in() {
    for (int seed = 0; seed < 40; seed++) {
      World world = World.founded(seed, 3);
      world.node(2).crash();
      WorldNode one = world.add(3, World.addresses(3));
      WorldNode two = world.add(4, World.addresses(3));
      startEmpty(world, one, two);
      Future<ChainEntry> first = replacing(world.node(0), 2, one);
      Future<ChainEntry> second = replacing(world.node(1), 2, two);
      world.run(20_000);
      assertThat(first.succeeded()).as("%s", world).isNotEqualTo(second.succeeded());
      Future<ChainEntry> loser = first.succeeded() ? second : first;
      assertThat(((BlobFailure) loser.cause()).code()).isEqualTo(ErrorCode.CONFLICT);
      WorldNode winner = first.succeeded() ? one : two;
      assertMember(world, winner, first.succeeded() ? first.result() : second.result());
      assertThat((winner == one ? two : one).isReady()).isFalse();
      assertThat(world.node(0).chainEntry()).isEqualTo(world.node(1).chainEntry());
    }
  }

  @Test
  void of_two_replacements_in_one_row_at_once_one_wins_and_the_other_is_told() {
    for (int seed = 0; seed < 40; seed++) {
      World world = World.founded(seed, 5);
      WorldNode one = world.add(5, World.addresses(5));
      WorldNode two = world.add(6, World.addresses(5));
      startEmpty(world, one, two);
      Future<ChainEntry> first = replacing(world.node(0), 3, one);
      Future<ChainEntry> second = replacing(world.node(1), 4, two);
      world.run(20_000);
      assertThat(first.succeeded()).as("%s", world).isNotEqualTo(second.succeeded());
      BlobFailure told = (BlobFailure) (first.succeeded() ? second : first).cause();
      assertThat(told.code()).isEqualTo(ErrorCode.CONFLICT);
      assertThat(told).hasMessageContaining("another change of the members won");
    }
  }

  @Test
  void a_second_replacement_waits_until_the_first_newcomer_is_filled() {
    World world = World.founded(11, 3);
    WorldNode first = world.node(2);
    WorldNode second = world.node(1);
    loseDisk(world, first);
    world.await(replacing(world.node(0), 2, first));
    world.await(first.joined());
    loseDisk(world, second);
    BlobFailure tooEarly = failure(world, replacing(world.node(0), 1, second));
    assertThat(tooEarly.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(tooEarly).hasMessageContaining("seat 2 is still unfilled");
    assertThat(second.disk().smallFile(ChainFiles.FOLLOWED)).isEmpty();
    first.disk().markFilled();
    ChainEntry entry = world.await(replacing(world.node(0), 1, second));
    assertThat(entry.number()).isEqualTo(3);
    assertMember(world, second, entry);
  }

  @Test
  void a_replacement_needs_to_hear_from_the_other_owners_and_a_majority() {
    World world = World.founded(12, 3);
    WorldNode lost = world.node(2);
    loseDisk(world, lost);
    world.node(1).crash();
    BlobFailure silent = failure(world, replacing(world.node(0), 2, lost));
    assertThat(silent.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(silent).hasMessageContaining("seat 1 does not say");
    world.node(1).start();
    world.await(world.node(1).joined());
    lose(world, passage -> passage.request() instanceof PeerRequest.Prepare);
    BlobFailure unheard = failure(world, replacing(world.node(0), 2, lost));
    assertThat(unheard.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(world.node(0).chainEntry().number()).isEqualTo(1);
    lost.crash();
    world.network().rule(passage -> Fate.DELIVER);
    assertThat(failure(world, replacing(world.node(0), 2, lost)).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void what_a_lost_member_alone_held_is_given_up_only_on_the_operators_word() {
    World world = World.founded(13, 3);
    WorldNode newcomer = world.add(3, World.addresses(3));
    startEmpty(world, newcomer);
    BlobFailure alive = failure(world, replacing(world.node(0), 2, newcomer, false));
    assertThat(alive.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(alive).hasMessageContaining("still answers").hasMessageContaining("accept-loss");
    world.node(2).crash();
    BlobFailure dead = failure(world, replacing(world.node(0), 2, newcomer, false));
    assertThat(dead.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(dead).hasMessageContaining("does not answer").hasMessageContaining("accept-loss");
    ChainEntry entry = world.await(replacing(world.node(0), 2, newcomer));
    assertMember(world, newcomer, entry);
  }

  @Test
  void a_wish_that_has_come_true_is_confirmed_and_takes_no_number() {
    World world = World.founded(14, 3);
    WorldNode lost = world.node(2);
    loseDisk(world, lost);
    ChainEntry entry = world.await(replacing(world.node(0), 2, lost));
    world.await(lost.joined());
    assertThat(world.await(replacing(world.node(1), 2, lost, false))).isEqualTo(entry);
    assertThat(world.await(replacing(lost, 2, lost))).isEqualTo(entry);
  }

  @Test
  void impossible_wishes_are_refused_and_change_nothing() {
    World world = World.founded(15, 3);
    WorldNode newcomer = world.add(3, World.addresses(3));
    startEmpty(world, newcomer);
    assertThat(failure(world, replacing(world.node(0), 9, newcomer)).code())
        .isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(failure(world, replacing(world.node(0), 0, newcomer)))
        .hasMessageContaining("ask another member");
    BlobFailure member = failure(world, replacing(world.node(0), 2, world.node(1)));
    assertThat(member.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(member).hasMessageContaining("a member already");
    Future<ChainEntry> first = replacing(world.node(0), 2, newcomer);
    assertThat(failure(world, replacing(world.node(0), 2, newcomer)).code())
        .isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
    assertThat(world.await(first).number()).isEqualTo(2);
  }

  @Test
  void a_retired_node_with_its_old_disk_answers_for_no_key_and_has_no_vote() {
    World world = World.founded(16, 3);
    Row row = Row.of(world, "stones/1");
    WorldNode old = world.node(2);
    row.put(world.node(0), "old");
    WorldNode newcomer = world.add(3, World.addresses(3));
    startEmpty(world, newcomer);
    old.crash();
    ChainEntry entry = world.await(replacing(world.node(0), 2, newcomer));
    row.put(world.node(0), "new");

    old.start();
    world.await(old.joined());
    Envelope now = new Envelope(Optional.of(entry.position()), 0);
    assertRefused(world.tell(old, world.node(0), now, new PeerRequest.Head(row.key(), true)));
    assertRefused(world.tell(old, newcomer, now, new PeerRequest.Head(row.key(), true)));
    Envelope then = new Envelope(Optional.of(ChainVoteTest.onDisk(old).position()), 0);
    PeerReply ask = world.tell(world.node(0), old, then, new PeerRequest.AskChain());
    assertRefused(ask);
    assertThat(row.failedGet(old).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(row.failedPut(old, "late", Requests.PLAIN).maySurface()).isFalse();
    world.node(1).crash();
    assertThat(failure(world, setting(old, "films")).code())
        .isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(world.await(setting(world.node(0), "photos")).number()).isEqualTo(3);
    row.restart(world.node(1));
    assertThat(row.read(newcomer)).isEqualTo("new");
  }

  private static void assertRefused(PeerReply reply) {
    assertThat(reply).isInstanceOf(PeerReply.Refused.class);
    assertThat(((PeerReply.Refused) reply).reason()).isEqualTo(Reason.CHAIN);
  }

  @Test
  void a_retired_node_that_hears_of_it_serves_nobody_and_does_not_start_again() {
    World world = World.founded(17, 3);
    Row row = Row.of(world, "stones/1");
    WorldNode old = world.node(2);
    WorldNode newcomer = world.add(3, World.addresses(3));
    startEmpty(world, newcomer);
    ChainEntry entry = world.await(replacing(world.node(0), 2, newcomer));
    assertThat(old.chainEntry()).as("who drives the vote tells it").isEqualTo(entry);
    Envelope now = new Envelope(Optional.of(entry.position()), 0);
    assertRefused(world.tell(old, world.node(0), now, new PeerRequest.Head(row.key(), true)));
    assertThat(row.failedGet(old).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    old.crash();
    old.start();
    assertThat(world.failureOf(old.joined())).hasMessageContaining("is not a member");
  }

  @Test
  void a_newcomer_whose_seat_was_given_away_again_before_it_heard_of_it_gives_up() {
    World world = World.founded(18, 3);
    WorldNode first = world.add(3, World.addresses(3));
    WorldNode second = world.add(4, World.addresses(3));
    startEmpty(world, first, second);
    world.node(2).crash();
    lose(world, Row.to(first).and(ReplaceTest::isChosen));
    Future<ChainEntry> named = replacing(world.node(0), 2, first);
    awaitEntry(world, world.node(1), 2);
    first.crash();
    world.await(named);
    world.await(replacing(world.node(0), 2, second));
    first.start();
    assertThat(world.failureOf(first.joined())).hasMessageContaining("is not a member");
  }
}
