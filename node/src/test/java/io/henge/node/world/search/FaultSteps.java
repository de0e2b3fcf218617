package io.henge.node.world.search;

import io.henge.node.membership.BucketPolicies;
import io.henge.node.membership.Replacements;
import io.henge.node.world.MemoryDisk;
import io.henge.node.world.MemoryDisk.CommitFault;
import io.henge.node.world.Sighting;
import io.henge.node.world.World;
import io.henge.node.world.WorldNode;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Does what the verbs of misfortune say, and undoes it in the end. */
final class FaultSteps {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long VOTE_MILLIS = 3_000;
  private static final int REPLACEMENTS_MAX = 20;

  private final World world;
  private final Verdict verdict;
  private final List<Subject> subjects;

  /**
   * The one node whose copies go bad in this world: of two copies out of three lost for good no
   * system knows anything.
   */
  private final WorldNode unlucky;

  private final RingSteps ring;

  FaultSteps(World world, Verdict verdict, List<Subject> subjects) {
    this.world = world;
    this.verdict = verdict;
    this.subjects = subjects;
    this.unlucky = world.node(world.roll(world.nodes().size()));
    this.ring = new RingSteps(world, verdict, unlucky);
  }

  void perform(Step step) {
    WorldNode node = world.node(step.node() % world.nodes().size());
    switch (step.verb()) {
      case CRASH -> crash(node);
      case START -> startOne();
      case STOP -> stop(node);
      case PAUSE -> pause(node);
      case RESUME -> world.nodes().forEach(WorldNode::resume);
      case CRASH_ALL -> {
        saw(Sighting.ALL_NODES_CRASHED);
        world.nodes().forEach(this::crash);
        world.nodes().forEach(WorldNode::start);
      }
      case LOSE_INDEX -> loseIndex(Sighting.INDEX_LOST, MemoryDisk::loseIndex);
      case REMEMBER_INDEX -> unlucky.disk().rememberIndex();
      case FALL_BACK -> loseIndex(Sighting.INDEX_FELL_BEHIND, MemoryDisk::fallBack);
      case UNFILL -> loseIndex(Sighting.INDEX_MARK_LOST, MemoryDisk::unfill);
      case LOSE_DISK -> {
        saw(Sighting.DISK_LOST);
        unlucky.wipe();
      }
      case REPLACE -> replaceUnlucky(node);
      case CUT -> cut(node, other(node, step), Sighting.LINK_CUT_ONE_WAY);
      case ISOLATE -> split(List.of(node), Sighting.NODE_ISOLATED);
      case SPLIT ->
          split(
              world.nodes().subList(0, 1 + step.draw(0, world.nodes().size() - 1)),
              Sighting.CLUSTER_SPLIT);
      case MEND -> world.network().mend();
      case CHANGE_CHAIN -> changeChain(node, step);
      case CHANGE_RING -> ring.change(node, step);
      case ABORT_CHANGE -> ring.abort(node);
      case RECYCLE -> ring.recycle();
      case LOSSY -> world.network().faults(step.draw(0, 12), step.draw(1, 12));
      case DELAY -> world.network().delays(List.of(1, 5, 30, 250, 900).get(step.draw(0, 5)));
      default -> performOnMachine(step, node);
    }
  }

  private void performOnMachine(Step step, WorldNode node) {
    switch (step.verb()) {
      case CLOCK -> {
        saw(Sighting.CLOCK_JUMPED);
        node.jumpClock(step.draw(0, (int) (2 * HOUR_MILLIS)) - HOUR_MILLIS);
      }
      case SUSPECT -> {
        WorldNode other = other(node, step);
        if (other.isReady()) {
          saw(Sighting.LIVENESS_LIED);
          node.suspect(other);
        }
      }
      case TRUST -> node.trustAll();
      case FAIL_DISK -> node.disk().failCommitsForGood(1 + step.draw(0, 3), fault(step));
      case FILL_DISK -> node.disk().fill();
      case SLOW_DISK -> {
        saw(Sighting.DISK_WAS_SLOW);
        node.disk().speed(1 + step.draw(0, 400));
      }
      case HEAL_DISK -> {
        node.disk().heal();
        node.disk().speed(3);
      }
      case DAMAGE -> {
        saw(Sighting.COPY_DAMAGED);
        unlucky.disk().damageBodies(subject(step).key());
      }
      case REFUSE_BODIES -> node.takesBodies(false);
      case REFUSE_HINTS -> node.hintBytesMax(step.draw(0, 2) == 0 ? 0 : step.draw(1, 500));
      case TAKE_HINTS -> world.nodes().forEach(any -> any.hintBytesMax(Long.MAX_VALUE));
      case TAKE_BODIES -> world.nodes().forEach(any -> any.takesBodies(true));
      default -> throw new IllegalStateException("no misfortune: " + step.verb());
    }
  }

  private static CommitFault fault(Step step) {
    CommitFault[] faults = CommitFault.values();
    return faults[step.draw(1, faults.length)];
  }

  private Subject subject(Step step) {
    return subjects.get(step.key() % subjects.size());
  }

  private WorldNode other(WorldNode node, Step step) {
    int size = world.nodes().size();
    return world.node((world.nodes().indexOf(node) + 1 + step.draw(2, size - 1)) % size);
  }

  private void saw(Sighting sighting) {
    world.sightings().add(sighting);
  }

  private void crash(WorldNode node) {
    if (node.isUp()) {
      saw(Sighting.NODE_CRASHED);
      node.crash();
    }
  }

  private void startOne() {
    world.nodes().stream().filter(node -> !node.isUp()).findFirst().ifPresent(WorldNode::start);
  }

  private void stop(WorldNode node) {
    if (node.isReady() && !node.isPaused()) {
      saw(Sighting.NODE_STOPPED_CLEANLY);
      node.stopCleanly();
    }
  }

  private void pause(WorldNode node) {
    if (node.isUp()) {
      saw(Sighting.NODE_PAUSED);
      node.pause();
    }
  }

  /** A policy of a bucket that nobody uses: all requests are fenced by the new number. */
  private void changeChain(WorldNode node, Step step) {
    if (node.isReady()) {
      ConflictPolicy[] policies = ConflictPolicy.values();
      new BucketPolicies(node.vote())
          .set(
              "unused " + step.draw(5, 3),
              new BucketPolicy(policies[step.draw(6, policies.length)]),
              VOTE_MILLIS)
          .onSuccess(
              entry -> {
                saw(Sighting.CHAIN_CHANGED);
                if (!world.ledger().has(entry)) {
                  verdict.violated(
                      "H: the entry " + entry + " was acknowledged and is not in force");
                }
              })
          .onFailure(cause -> saw(Sighting.CHAIN_NOT_CHANGED));
    }
  }

  private void loseIndex(Sighting how, Consumer<MemoryDisk> loss) {
    saw(how);
    unlucky.crash();
    loss.accept(unlucky.disk());
  }

  /** An operator asks some node to let in who has lost its disk. */
  private void replaceUnlucky(WorldNode driver) {
    Optional<Seat> lost =
        world.ledger().newest().layout().members().stream()
            .filter(member -> member.peer().equals(unlucky.address()))
            .map(Member::seat)
            .findFirst();
    if (lost.isPresent() && driver.isReady() && unlucky.isUp() && !unlucky.isReady()) {
      Seat seat = lost.get();
      driver
          .replacements()
          .replace(new Replacements.Wish(seat, unlucky.address(), true), VOTE_MILLIS)
          .onSuccess(entry -> saw(Sighting.DISK_REPLACED))
          .onFailure(refused -> {});
    }
  }

  private boolean isWaitingForItsSeat() {
    return world.members().contains(unlucky) && !unlucky.isMember();
  }

  private void cut(WorldNode from, WorldNode to, Sighting sighting) {
    saw(sighting);
    world.network().cut(from.address(), to.address());
  }

  private void split(List<WorldNode> side, Sighting sighting) {
    for (WorldNode one : side) {
      for (WorldNode two : world.nodes()) {
        if (!side.contains(two)) {
          world.network().cut(one.address(), two.address());
          world.network().cut(two.address(), one.address());
        }
      }
    }
    saw(sighting);
  }

  /** From here on nothing goes wrong any more. Disks that failed are trusted after a restart. */
  void endAll() {
    world.network().mend();
    world.network().faults(0, 0);
    world.network().delays(5);
    for (WorldNode node : world.nodes()) {
      node.disk().heal();
      node.disk().speed(3);
      node.takesBodies(true);
      node.hintBytesMax(Long.MAX_VALUE);
      node.trustAll();
      node.resume();
    }
    world.clock().run(5_000);
    for (WorldNode node : world.nodes()) {
      if (node.isUp() && node.hasBrokenDisk()) {
        node.crash();
      }
      if (!node.isUp()) {
        node.start();
      }
    }
    ring.awaitDone();
    for (int tries = 0; tries < REPLACEMENTS_MAX && isWaitingForItsSeat(); tries++) {
      world.nodes().forEach(this::replaceUnlucky);
      world.clock().run(VOTE_MILLIS);
      // A vote may bring to light what was accepted before, by some that have died since.
      ring.awaitDone();
    }
    world.members().forEach(node -> world.await(node.joined()));
  }
}
