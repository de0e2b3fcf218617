package io.henge.node.world.search;

import io.henge.node.membership.RingWish;
import io.henge.node.world.Sighting;
import io.henge.node.world.World;
import io.henge.node.world.WorldNode;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Phase;
import io.henge.ring.RetiredMember;
import io.henge.ring.Seat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What operators do to the ring of a world, whenever it comes to them. */
final class RingSteps {
  private static final long VOTE_MILLIS = 5_000;
  private static final long DONE_WITHIN_MILLIS = 600_000;
  private static final long LAST_WORD_MILLIS = 3 * VOTE_MILLIS;
  private static final long LOOK_MILLIS = 500;
  private static final int MEMBERS_MIN = 3;

  private final World world;
  private final Verdict verdict;
  private final WorldNode unlucky;
  private final Set<Address> leaving = new LinkedHashSet<>();
  private final Set<NodeId> retired = new LinkedHashSet<>();

  /**
   * @param unlucky the only node that may lose what it holds
   */
  RingSteps(World world, Verdict verdict, WorldNode unlucky) {
    this.world = world;
    this.verdict = verdict;
    this.unlucky = unlucky;
  }

  /** Some change that may be possible, asked of a node that may know. */
  void change(WorldNode at, Step step) {
    List<RingWish> wishes = new ArrayList<>();
    wish(step, 0, wishes);
    if (step.draw(50, 4) == 0) {
      wish(step, 7, wishes);
    }
    if (!at.isReady() || wishes.isEmpty()) {
      return;
    }
    at.ringChanges()
        .apply(wishes, Optional.empty(), true, VOTE_MILLIS)
        .onSuccess(entry -> begun(entry, wishes))
        .onFailure(refused -> saw(Sighting.RING_CHANGE_REFUSED));
  }

  private void begun(ChainEntry entry, List<RingWish> wishes) {
    if (!world.ledger().has(entry)) {
      verdict.violated("H: the entry " + entry + " was acknowledged and is not in force");
    }
    for (RingWish wish : wishes) {
      if (wish instanceof RingWish.Join) {
        saw(Sighting.NODE_JOINED);
      } else if (wish instanceof RingWish.Leave leave) {
        saw(Sighting.NODE_LEFT);
        leaving.add(addressOf(leave.seat(), entry));
      } else if (wish instanceof RingWish.Remove remove) {
        saw(Sighting.NODE_REMOVED);
        leaving.add(addressOf(remove.seat(), entry));
      } else {
        saw(Sighting.SHARE_CHANGED);
      }
    }
  }

  private static Address addressOf(Seat seat, ChainEntry entry) {
    return entry.layouts().member(seat).peer();
  }

  private void wish(Step step, int salt, List<RingWish> wishes) {
    List<Member> members = world.ledger().newest().layout().members();
    Seat seat = members.get(step.draw(51 + salt, members.size())).seat();
    switch (step.draw(52 + salt, 6)) {
      case 0, 1, 2 -> spare(step.draw(53 + salt, world.nodes().size())).ifPresent(wishes::add);
      case 3, 4 -> {
        // Of two members none may lose its disk: the other is no majority.
        long going = wishes.stream().filter(RingSteps::takesAway).count();
        if (members.size() - going > MEMBERS_MIN) {
          wishes.add(isLost(seat) ? new RingWish.Remove(seat) : new RingWish.Leave(seat));
        }
      }
      default ->
          wishes.add(
              new RingWish.Reweigh(
                  seat, OptionalInt.empty(), OptionalInt.of(1 + step.draw(54 + salt, 4))));
    }
  }

  private static boolean takesAway(RingWish wish) {
    return wish instanceof RingWish.Leave || wish instanceof RingWish.Remove;
  }

  /** Whether what the member held is gone anyway. */
  private boolean isLost(Seat seat) {
    return world.ledger().newest().layouts().member(seat).peer().equals(unlucky.address())
        && !unlucky.isMember();
  }

  private Optional<RingWish> spare(int first) {
    List<WorldNode> nodes = world.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      WorldNode node = nodes.get((first + i) % nodes.size());
      if (node.isUp() && !node.isReady()) {
        return Optional.of(new RingWish.Join(node.address()));
      }
    }
    return Optional.empty();
  }

  void abort(WorldNode at) {
    if (at.isReady()) {
      at.ringChanges()
          .abort(VOTE_MILLIS)
          .onSuccess(
              entry -> {
                saw(Sighting.RING_CHANGE_TAKEN_BACK);
                // Whoever was about to join has to begin anew.
                entry.retired().stream().map(RetiredMember::node).forEach(retired::add);
              })
          .onFailure(refused -> {});
    }
  }

  /** Who has left is put to use again, empty. */
  void recycle() {
    world.nodes().stream()
        .filter(node -> leaving.contains(node.address()) || isRetired(node))
        .filter(node -> !isNamed(node))
        .findFirst()
        .ifPresent(
            left -> {
              leaving.remove(left.address());
              left.wipe();
              left.start();
            });
  }

  private boolean isRetired(WorldNode node) {
    return node.isReady() && retired.contains(node.identity().node());
  }

  private boolean isNamed(WorldNode node) {
    return world.members().contains(node);
  }

  /** The change that is under way comes to its end by itself. */
  void awaitDone() {
    // What an operator has asked for last may yet begin.
    world.clock().run(LAST_WORD_MILLIS);
    long end = world.clock().nowMillis() + DONE_WITHIN_MILLIS;
    boolean wasUnderWay = isUnderWay();
    while (isUnderWay() && world.clock().nowMillis() < end) {
      world.clock().run(LOOK_MILLIS);
      if (!unlucky.isMember() && world.members().contains(unlucky)) {
        doWithout(world.nodes().get(world.roll(world.nodes().size())));
      }
    }
    if (isUnderWay()) {
      ChainEntry newest = world.ledger().newest();
      verdict.violated("V: the ring's change does not end: " + newest + ", " + missing());
    } else if (wasUnderWay) {
      saw(Sighting.RING_CHANGED_TO_THE_END);
    }
  }

  /** What has lost its disk on the way into the ring, or out of it, is not waited for. */
  private void doWithout(WorldNode at) {
    Seat seat =
        world.ledger().newest().layouts().members().stream()
            .filter(member -> member.peer().equals(unlucky.address()))
            .map(Member::seat)
            .findFirst()
            .orElseThrow();
    if (at.isMember() && world.ledger().newest().phase() == Phase.DUAL) {
      abort(at);
    } else if (at.isMember() && world.ledger().newest().phase() == Phase.MOVED) {
      at.ringChanges().giveUp(seat, VOTE_MILLIS).onFailure(refused -> {});
    }
  }

  private boolean isUnderWay() {
    return world.ledger().newest().phase() != Phase.DONE
        || world.members().stream()
            .anyMatch(node -> node.isMember() && node.chainEntry().phase() != Phase.DONE);
  }

  private List<String> missing() {
    return world.members().stream()
        .filter(WorldNode::isMember)
        .findFirst()
        .map(node -> world.await(node.ringChanges().progress().map(p -> p.missing())))
        .orElse(List.of());
  }

  private void saw(Sighting sighting) {
    world.sightings().add(sighting);
  }
}
