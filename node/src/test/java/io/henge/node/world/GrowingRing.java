package io.henge.node.world;

import io.henge.node.membership.RingWish;
import io.henge.node.message.PeerRequest;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.node.world.SimulatedNetwork.Passage;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.Phase;
import io.henge.ring.Rows;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A ring of three, and a node that can join it. */
final class GrowingRing {
  private static final long TIMEOUT_MILLIS = 5_000;
  static final long DONE_WITHIN_MILLIS = 60_000;

  /** Among so many keys is one of each partition. */
  private static final int KEYS_MAX = 1_000;

  private final World world = World.founded(31, 3, WorldUpkeep.every(2_000));
  private final WorldNode newcomer = world.add(3, World.addresses(3));

  World world() {
    return world;
  }

  WorldNode newcomer() {
    return newcomer;
  }

  /** Has these wishes applied, whatever is lost by it. */
  static Future<ChainEntry> applying(WorldNode at, RingWish... wishes) {
    return at.ringChanges().apply(List.of(wishes), Optional.empty(), true, TIMEOUT_MILLIS);
  }

  /** Some running node that is read for the key by what it knows. */
  static WorldNode owner(World world, Row row) {
    return world.owners(row.key()).stream().filter(WorldNode::isMember).findFirst().orElseThrow();
  }

  /** The newcomer joins a ring of three, by which most rows get it in the place of another. */
  ChainEntry join() {
    newcomer.start();
    world.run(1_000);
    return world.await(applying(world.node(1), new RingWish.Join(newcomer.address())));
  }

  /** Lets time pass until the change is in that phase at all members that are up. */
  void await(Phase phase) {
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

  /** A key whose row changes by the newest entry: a and b stay, c goes, and the newcomer comes. */
  Row changing() {
    return changing(world.ledger().newest());
  }

  /** The same by an entry that may not be in force yet. */
  Row changing(ChainEntry entry) {
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
    return new Row(world, World.key("stones/" + number), stay.get(0), stay.get(1), gone);
  }

  private WorldNode node(Member member) {
    return world.nodes().stream()
        .filter(node -> node.address().equals(member.peer()))
        .findFirst()
        .orElseThrow();
  }

  /** What brings one of these nodes a version. */
  static Predicate<Passage> writesTo(WorldNode... nodes) {
    List<WorldNode> those = List.of(nodes);
    return Row.commits()
        .or(Row.offers())
        .and(passage -> those.stream().anyMatch(node -> node.address().equals(passage.to())));
  }

  private static boolean asksForFilling(Passage passage) {
    return passage.request() instanceof PeerRequest.Fullness;
  }

  /** As long as nobody hears of the newcomer's filling the change stays where it is. */
  void holdAt(Phase phase) {
    holdAt(phase, passage -> false);
  }

  /** The same, and such messages are lost. */
  void holdAt(Phase phase, Predicate<Passage> lost) {
    world
        .network()
        .rule(
            passage ->
                lost.test(passage)
                        || (asksForFilling(passage) && world.ledger().newest().phase() == phase)
                    ? Fate.LOSE
                    : Fate.DELIVER);
  }
}
