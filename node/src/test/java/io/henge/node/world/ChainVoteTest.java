package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.failure.BlobFailure;
import io.henge.node.membership.BucketPolicies;
import io.henge.node.membership.ChainFiles;
import io.henge.node.membership.ChainVote;
import io.henge.node.message.PeerRequest;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ChainEntry;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rule C1: of every number there is one entry, and whoever lost it is told. */
class ChainVoteTest {
  static final BucketPolicy ONCE = new BucketPolicy(ConflictPolicy.IMMUTABLE);
  static final BucketPolicy LAST = new BucketPolicy(ConflictPolicy.LAST_WRITE_WINS);
  private static final long TIMEOUT_MILLIS = 5_000;

  private static Future<ChainEntry> setting(WorldNode at, String bucket, BucketPolicy policy) {
    return new BucketPolicies(at.vote()).set(bucket, policy, TIMEOUT_MILLIS);
  }

  /** A change that is wanted as the entry of one number or not at all. */
  private static ChainVote.Change only(ChainEntry entry) {
    return newest -> {
      if (newest.number() + 1 != entry.number()) {
        throw BlobFailure.of(ErrorCode.CONFLICT, "the number is taken by " + newest.digest());
      }
      return Optional.of(entry);
    };
  }

  private static Future<ChainEntry> proposing(WorldNode at, ChainEntry entry) {
    return at.vote().decide(only(entry), TIMEOUT_MILLIS);
  }

  /** The entry on a node's disk. */
  static ChainEntry onDisk(WorldNode node) {
    return ChainEntry.parse(
        node.disk().smallFile(ChainFiles.CHAIN).orElseThrow().toString(StandardCharsets.UTF_8));
  }

  @Test
  void a_policy_that_one_node_sets_is_in_force_at_all() {
    World world = World.founded(1, 5);
    ChainEntry second = world.await(setting(world.node(3), "photos", ONCE));
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.policyOf("photos")).isEqualTo(ONCE);
    for (WorldNode node : world.nodes()) {
      assertThat(node.chainEntry()).isEqualTo(second);
      assertThat(onDisk(node)).isEqualTo(second);
    }
    ChainEntry third = world.await(setting(world.node(0), "photos", BucketPolicy.DEFAULT));
    assertThat(third.number()).isEqualTo(3);
    assertThat(third.parentDigest()).isEqualTo(second.digest());
    assertThat(third.buckets()).isEmpty();
  }

  @Test
  void a_policy_that_is_in_force_already_is_confirmed_by_a_majority_and_takes_no_number() {
    World world = World.founded(2, 3);
    ChainEntry set = world.await(setting(world.node(0), "photos", ONCE));
    assertThat(world.await(setting(world.node(1), "photos", ONCE))).isEqualTo(set);
    world.node(0).crash();
    world.node(2).crash();
    assertThat(world.failureOf(setting(world.node(1), "photos", ONCE)))
        .isInstanceOfSatisfying(
            BlobFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED));
  }

  @Test
  void of_two_proposals_for_one_number_one_wins_and_the_other_is_told() {
    for (int seed = 0; seed < 100; seed++) {
      World world = World.founded(seed, 3);
      ChainEntry head = world.node(0).chainEntry();
      ChainEntry one = head.withPolicy("one", ONCE);
      ChainEntry two = head.withPolicy("two", LAST);
      Future<ChainEntry> first = proposing(world.node(seed % 3), one);
      Future<ChainEntry> second = proposing(world.node((seed + 1) % 3), two);
      world.run(20_000);
      assertThat(first.succeeded()).as("%s", world).isNotEqualTo(second.succeeded());
      Future<ChainEntry> winner = first.succeeded() ? first : second;
      Future<ChainEntry> loser = first.succeeded() ? second : first;
      assertThat(((BlobFailure) loser.cause()).code()).isEqualTo(ErrorCode.CONFLICT);
      for (WorldNode node : world.nodes()) {
        assertThat(onDisk(node)).as("%s", world).isEqualTo(winner.result());
      }
    }
  }

  @Test
  void two_changes_at_once_are_both_made_one_on_top_of_the_other() {
    for (int seed = 0; seed < 30; seed++) {
      World world = World.founded(seed, 3);
      Future<ChainEntry> first = setting(world.node(0), "one", ONCE);
      Future<ChainEntry> second = setting(world.node(1), "two", LAST);
      world.await(first);
      world.await(second);
      world.run(10_000);
      for (WorldNode node : world.nodes()) {
        assertThat(node.chainEntry().number()).as("%s", world).isEqualTo(3);
        assertThat(node.chainEntry().buckets()).containsOnlyKeys("one", "two");
      }
    }
  }

  @Test
  void one_node_drives_one_vote_at_a_time() {
    World world = World.founded(3, 3);
    Future<ChainEntry> first = setting(world.node(0), "one", ONCE);
    BlobFailure refused = (BlobFailure) world.failureOf(setting(world.node(0), "two", ONCE));
    assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
    assertThat(world.await(first).number()).isEqualTo(2);
    assertThat(world.await(setting(world.node(0), "two", ONCE)).number()).isEqualTo(3);
  }

  @Test
  void without_a_majority_nothing_is_decided_and_the_failure_says_whether_it_may_be_yet() {
    World world = World.founded(4, 3);
    world.node(1).crash();
    world.node(2).crash();
    BlobFailure unsent = (BlobFailure) world.failureOf(setting(world.node(0), "one", ONCE));
    assertThat(unsent.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(unsent.maySurface()).isFalse();
    assertThat(unsent.replicas()).hasSize(2);

    world.node(1).start();
    world.node(2).start();
    world.await(world.node(1).joined());
    world.await(world.node(2).joined());
    world.network().rule(passage -> isAccept(passage) ? Fate.LOSE : Fate.DELIVER);
    BlobFailure sent = (BlobFailure) world.failureOf(setting(world.node(0), "one", ONCE));
    assertThat(sent.maySurface()).isTrue();
    assertThat(onDisk(world.node(0)).number()).isEqualTo(1);
  }

  private static boolean isAccept(SimulatedNetwork.Passage passage) {
    return passage.request() instanceof PeerRequest.Accept;
  }

  @Test
  void the_entry_that_a_proposer_left_at_a_minority_when_it_crashed_is_finished_by_the_next() {
    World world = World.founded(5, 3);
    world
        .network()
        .rule(
            passage ->
                isAccept(passage) && passage.to().equals(world.node(2).address())
                    ? Fate.LOSE_REPLY
                    : isAccept(passage) ? Fate.LOSE : Fate.DELIVER);
    WorldNode proposer = world.node(0);
    proposer.disk().speed(1);
    ChainEntry left = proposer.chainEntry().withPolicy("left", ONCE);
    Future<ChainEntry> lost = setting(proposer, "left", ONCE);
    while (!hasAccepted(world.node(2), left)) {
      world.clock().step();
    }
    proposer.crash();
    assertThat(lost.isComplete()).isFalse();
    world.network().rule(passage -> Fate.DELIVER);

    ChainEntry next = world.await(setting(world.node(1), "next", LAST));
    assertThat(next.number()).isEqualTo(3);
    assertThat(next.parentDigest()).isEqualTo(left.digest());
    assertThat(next.policyOf("left")).isEqualTo(ONCE);
  }

  private static boolean hasAccepted(WorldNode node, ChainEntry entry) {
    return node.disk()
        .smallFile(ChainFiles.VOTE)
        .filter(vote -> vote.toString(StandardCharsets.UTF_8).contains(entry.toJson()))
        .isPresent();
  }

  @Test
  void an_acceptor_that_crashes_between_promise_and_acceptance_keeps_its_promise() {
    World world = World.founded(6, 3);
    WorldNode slow = world.node(0);
    WorldNode forgetful = world.node(2);
    world.network().rule(passage -> isAccept(passage) ? Fate.HOLD : Fate.DELIVER);
    ChainEntry old = slow.chainEntry().withPolicy("old", ONCE);
    Future<ChainEntry> overtaken = proposing(slow, old);
    awaitHeld(world, 2);
    slow.crash();
    Future<ChainEntry> higher = setting(world.node(1), "new", LAST);
    awaitHeld(world, 4);
    forgetful.crash();
    forgetful.start();
    world.await(forgetful.joined());
    // Now the lower ballot's request arrives at one who is promised to a higher one.
    world.network().rule(passage -> Fate.DELIVER);
    world.network().release();
    while (!higher.isComplete()) {
      world.clock().step();
      assertThat(hasAccepted(world.node(1), old)).isFalse();
      assertThat(hasAccepted(forgetful, old)).isFalse();
    }
    slow.start();
    world.run(20_000);
    assertThat(overtaken.isComplete()).isFalse();
    for (WorldNode node : world.nodes()) {
      assertThat(node.chainEntry()).isEqualTo(higher.result());
    }
  }

  private static void awaitHeld(World world, int messages) {
    while (world.network().held() < messages) {
      world.clock().step();
    }
  }

  @Test
  void a_node_whose_chain_is_older_than_its_vote_does_not_start() {
    World world = World.founded(7, 3);
    WorldNode node = world.node(2);
    var founding = node.disk().smallFiles().get(ChainFiles.CHAIN).copy();
    world.await(setting(world.node(0), "one", ONCE));
    world.await(setting(world.node(0), "two", ONCE));
    node.crash();
    node.disk().smallFiles().put(ChainFiles.CHAIN, founding);
    node.start();
    assertThat(world.failureOf(node.joined())).hasMessageContaining("has voted on chain entry 3");
  }

  @Test
  void a_member_that_slept_learns_the_chain_when_it_is_back() {
    World world = World.founded(8, 3);
    world.node(2).crash();
    world.await(setting(world.node(0), "one", ONCE));
    ChainEntry newest = world.await(setting(world.node(1), "two", LAST));
    assertThat(newest.number()).isEqualTo(3);
    world.node(2).start();
    world.await(world.node(2).joined());
    world.run(5_000);
    assertThat(world.node(2).chainEntry()).isEqualTo(newest);
    assertThat(onDisk(world.node(2))).isEqualTo(newest);
  }

  @Test
  void a_member_that_was_cut_off_learns_the_chain_and_one_that_is_behind_can_drive_a_vote() {
    World world = World.founded(9, 3);
    WorldNode away = world.node(2);
    cutOff(world, away);
    world.await(setting(world.node(0), "one", ONCE));
    assertThat(away.chainEntry().number()).isEqualTo(1);
    world.network().mend();
    ChainEntry next = world.await(setting(away, "two", LAST));
    assertThat(next.number()).isEqualTo(3);
    assertThat(next.buckets()).containsOnlyKeys("one", "two");
  }

  private static void cutOff(World world, WorldNode away) {
    for (WorldNode other : world.nodes()) {
      world.network().cut(away.address(), other.address());
      world.network().cut(other.address(), away.address());
    }
  }

  /** Proposals, crashes, cuts, and messages lost, doubled, late and held: one entry per number. */
  @Test
  void no_number_ever_has_two_entries_whatever_happens_and_with_quiet_a_proposal_succeeds() {
    for (long seed = 0; seed < 300; seed++) {
      new Turmoil(seed).run();
    }
  }

  private static final class Turmoil {
    private static final int STEPS = 40;
    private final World world;
    private final Map<Long, ChainEntry> seen = new HashMap<>();
    private final List<ChainEntry> acknowledged = new ArrayList<>();
    private int names;

    Turmoil(long seed) {
      world = World.founded(seed, 3 + (int) (seed % 3));
      world.network().delays(List.of(3, 30, 300).get((int) (seed / 3 % 3)));
      world.network().faults(world.roll(15), world.roll(15));
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        happen(world.node(world.roll(world.nodes().size())));
        long millis = world.roll(400);
        for (int i = 0; i < 4; i++) {
          world.run(millis / 4);
          look();
        }
      }
      world.network().mend();
      world.network().rule(passage -> Fate.DELIVER);
      world.network().faults(0, 0);
      world.network().delays(5);
      world.network().release();
      world.nodes().stream().filter(node -> !node.isUp()).forEach(WorldNode::start);
      world.nodes().forEach(node -> world.await(node.joined()));
      world.run(10_000);
      ChainEntry last = world.await(setting(world.node(0), "last", ONCE));
      world.run(10_000);
      look();
      for (WorldNode node : world.nodes()) {
        assertThat(onDisk(node)).as("%s", world).isEqualTo(last);
      }
      acknowledged.forEach(
          entry ->
              assertThat(seen.getOrDefault(entry.number(), entry))
                  .as("%s", world)
                  .isEqualTo(entry));
    }

    private void happen(WorldNode node) {
      int roll = world.roll(100);
      if (roll < 55) {
        if (node.isUp() && node.joined().succeeded()) {
          BucketPolicy policy = world.roll(2) == 0 ? ONCE : LAST;
          setting(node, "bucket " + names++ % 7, policy).onSuccess(acknowledged::add);
        }
      } else if (roll < 68) {
        node.crash();
      } else if (roll < 85) {
        world.nodes().stream().filter(one -> !one.isUp()).findFirst().ifPresent(WorldNode::start);
      } else if (roll < 90) {
        WorldNode other = world.node(world.roll(world.nodes().size()));
        world.network().cut(node.address(), other.address());
      } else if (roll < 94) {
        world.network().mend();
      } else if (roll < 97) {
        world
            .network()
            .rule(
                passage ->
                    passage.request() instanceof PeerRequest.OfChain && world.roll(6) == 0
                        ? Fate.HOLD
                        : Fate.DELIVER);
      } else {
        world.network().release();
      }
    }

    private void look() {
      for (WorldNode node : world.nodes()) {
        ChainEntry entry = onDisk(node);
        ChainEntry before = seen.putIfAbsent(entry.number(), entry);
        assertThat(before == null || before.equals(entry))
            .as("two entries have number %d in %s", entry.number(), world)
            .isTrue();
      }
    }
  }
}
