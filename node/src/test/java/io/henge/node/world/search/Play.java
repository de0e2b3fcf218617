package io.henge.node.world.search;

import io.henge.contract.KeyStory;
import io.henge.contract.Write;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.membership.BucketPolicies;
import io.henge.node.removal.RemovalSettings;
import io.henge.node.storage.IndexRecord;
import io.henge.node.world.Sighting;
import io.henge.node.world.Sightings;
import io.henge.node.world.World;
import io.henge.node.world.WorldNode;
import io.henge.node.world.WorldUpkeep;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ChainEntry;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plays a script in a world, lets all faults end, and then demands that the world becomes whole
 * again in bounded virtual time.
 */
final class Play {
  /** Longer than any request, any retry, and any pause of the work in the background. */
  private static final long SETTLING_MILLIS = 30_000;

  /** Damage is met by reading: of several damaged copies each round may meet one more. */
  private static final int ROUNDS_MAX = 30;

  /** Longer than any retry of a client goes on, so that no deletion is forgotten before. */
  private static final RemovalSettings LONG = new RemovalSettings(12_000, 12_000, 1_000);

  /** So short that removals meet all that goes wrong; clients do not retry then. */
  private static final RemovalSettings SHORT = new RemovalSettings(60, 60, 120);

  /** Enough for a tombstone of either time, and the rounds that find it. */
  private static final long REMOVING_MILLIS = 45_000;

  /** So long it may take the work in the background to make all owners equal. */
  private static final long WHOLE_WITHIN_MILLIS = 900_000;

  private static final long LOOK_MILLIS = 5_000;

  /** Messages that come twice, the second time perhaps when the key is forgotten. */
  private static final int DOUBLED_PERCENT = 10;

  private static final long VOTE_MILLIS = 5_000;

  /** How a violation begins that is an exception: a bug of whatever kind, in the world perhaps. */
  static final String THROWN = "X: ";

  /** So many nodes of a world whose ring changes are no members at first. */
  static final int SPARES = 2;

  private static final long READ_MILLIS = 3_000;

  private final Script script;
  private final World world;
  private final Verdict verdict;
  private final List<Subject> subjects = new ArrayList<>();
  private final ClientSteps clients;
  private final FaultSteps faults;

  /** What became of it. */
  record Outcome(List<String> violations, Sightings sightings, int requests, int answered) {
    boolean isSound() {
      return violations.isEmpty();
    }
  }

  private Play(Script script) {
    this.script = script;
    world =
        World.founded(script.seed(), script.nodes(), upkeep(), script.isForgetful() ? SHORT : LONG);
    verdict = new Verdict(world.clock());
    setPolicies();
    for (int number = 0; number < script.keys(); number++) {
      ConflictPolicy policy = policyOf(number);
      String name = policy.word() + "/" + number;
      PartitionedKey key = World.key(name);
      subjects.add(new Subject(key, new KeyStory(name, policy), world));
    }
    addSpares();
    clients = new ClientSteps(world, verdict, subjects, !script.isForgetful());
    faults = new FaultSteps(world, verdict, subjects);
    world.network().delays(List.of(2, 5, 20, 200).get(world.roll(4)));
    if (script.isForgetful()) {
      world.network().faults(0, DOUBLED_PERCENT);
    }
  }

  /** Owners compare what they hold so often that it meets other repairs, or leaves them the way. */
  private WorldUpkeep upkeep() {
    return WorldUpkeep.every(
        List.of(2_000L, 15_000L, 100_000L).get((int) Math.floorMod(script.seed() / 3, 3L)));
  }

  /** They wait for an operator to let them in. */
  private void addSpares() {
    for (int spare = 0; script.isChanging() && spare < SPARES; spare++) {
      world.add(script.nodes() + spare, World.addresses(script.nodes())).start();
    }
  }

  /** Buckets are called after their policies. */
  private void setPolicies() {
    BucketPolicies policies = new BucketPolicies(world.node(0).vote());
    for (ConflictPolicy policy : ConflictPolicy.values()) {
      world.await(policies.set(policy.word(), new BucketPolicy(policy), VOTE_MILLIS));
    }
  }

  /** Half of the keys keep siblings, which is what can go wrong in the most ways. */
  private ConflictPolicy policyOf(int number) {
    return switch ((int) Math.floorMod(script.seed() / 5 + number, 4L)) {
      case 2 -> ConflictPolicy.LAST_WRITE_WINS;
      case 3 -> ConflictPolicy.IMMUTABLE;
      default -> ConflictPolicy.SIBLINGS;
    };
  }

  /** Plays it to the end. Whatever is thrown on the way is a violation like any other. */
  static Outcome of(Script script) {
    Play play = null;
    try {
      play = new Play(script);
      play.run();
      return play.outcome(List.of());
    } catch (RuntimeException | AssertionError thrown) {
      String text = THROWN + thrown;
      return play == null
          ? new Outcome(List.of(text), new Sightings(), 0, 0)
          : play.outcome(List.of(text));
    }
  }

  private Outcome outcome(List<String> more) {
    List<String> all = new ArrayList<>(verdict.violations());
    all.addAll(world.violations());
    all.addAll(more);
    return new Outcome(all, world.sightings(), clients.requests(), clients.answered());
  }

  private boolean isOver() {
    return !verdict.violations().isEmpty() || !world.violations().isEmpty();
  }

  private void run() {
    for (Step step : script.steps()) {
      world.clock().run(step.pauseMillis());
      if (step.verb().isRequest()) {
        clients.perform(step);
      } else {
        faults.perform(step);
      }
      if (isOver()) {
        return;
      }
    }
    faults.endAll();
    world.clock().run(SETTLING_MILLIS);
    awaitWhole();
    requireWhole();
    for (Subject subject : subjects) {
      for (int round = 0;
          round < ROUNDS_MAX && !isOver() && (round < 2 || differ(subject));
          round++) {
        readAtEachOwner(subject);
      }
    }
    awaitWhole();
    world.clock().run(REMOVING_MILLIS);
    clients.tellFates();
    subjects.forEach(this::holdAllToTheirAcks);
    // Of bytes that nobody has any more, no node can be made whole.
    subjects.removeIf(this::isBeyondHelp);
    if (!isOver()) {
      subjects.forEach(this::requireConvergence);
      subjects.forEach(this::requireRemoval);
      requireOneChain();
      requireNothingLeft();
    }
  }

  /** Nobody reads: the nodes have to find by themselves what they lack. */
  private void awaitWhole() {
    long end = world.clock().nowMillis() + WHOLE_WITHIN_MILLIS;
    while (!isOver() && !isWhole() && world.clock().nowMillis() < end) {
      world.clock().run(LOOK_MILLIS);
    }
  }

  private boolean isWhole() {
    return world.members().stream().allMatch(WorldNode::isFilled)
        && subjects.stream().allMatch(subject -> isLost(subject) || isWhole(subject));
  }

  private boolean isWhole(Subject subject) {
    return !differ(subject) && damaged(subject).findAny().isEmpty();
  }

  /** Whether there are bytes that nobody has any more. */
  private boolean isLost(Subject subject) {
    return damaged(subject).anyMatch(dot -> !isHeld(subject, dot));
  }

  private static Stream<Dot> damaged(Subject subject) {
    return subject.owners().stream()
        .flatMap(owner -> owner.disk().damagedOf(subject.key()).stream());
  }

  private boolean isHeld(Subject subject, Dot dot) {
    return world.nodes().stream()
        .anyMatch(other -> other.disk().bodiesOf(subject.key()).contains(dot));
  }

  private void requireWhole() {
    if (isOver()) {
      return;
    }
    for (WorldNode node : world.members()) {
      if (!node.isFilled()) {
        verdict.violated("W: %s is not filled: %s".formatted(node.address(), node.fillingReport()));
      }
    }
    for (Subject subject : subjects) {
      if (!isLost(subject) && differ(subject)) {
        verdict.violated("V: without reads the owners of " + subject.story().name() + " differ");
      }
    }
  }

  /** A read repairs what it finds behind: each owner looks once. */
  private void readAtEachOwner(Subject subject) {
    for (WorldNode owner : subject.owners()) {
      clients.reads().list(subject, owner, listed -> {});
      world.clock().run(READ_MILLIS);
    }
  }

  /**
   * What stand-ins had is with the owners now: from here on every acknowledged write is promised.
   */
  private void holdAllToTheirAcks(Subject subject) {
    for (Write write : subject.story().writes()) {
      if (write.dot().isPresent()) {
        write.knownForGood(world.clock().nowMillis());
      }
    }
  }

  /** A write that reached one disk, was acknowledged to nobody, and went bad there. */
  private boolean isBeyondHelp(Subject subject) {
    for (WorldNode node : world.members()) {
      for (Dot dot : node.disk().damagedOf(subject.key())) {
        if (!isHeld(subject, dot)) {
          world.sightings().add(Sighting.LAST_COPY_LOST);
          requireNotPromised(subject, dot);
          return true;
        }
      }
    }
    return false;
  }

  private void requireNotPromised(Subject subject, Dot dot) {
    Write lost =
        world
            .ledger()
            .version(dot)
            .flatMap(version -> subject.story().put(Reads.textOf(version)))
            .orElse(null);
    if (lost != null && lost.isPromisedBefore(world.clock().nowMillis()) && !lost.mayHaveTwins()) {
      verdict.violated("D: the last copy of " + lost + " is lost");
    }
  }

  private static boolean differ(Subject subject) {
    return subject.owners().stream().map(owner -> stored(owner, subject)).distinct().count() > 1;
  }

  private void requireConvergence(Subject subject) {
    List<BlobObject> objects = subject.owners().stream().map(o -> stored(o, subject)).toList();
    if (differ(subject)) {
      verdict.violated("V: owners of " + subject.story().name() + " differ: " + objects);
      return;
    }
    requireNoHints(subject);
    clients.reads().judgeAll(subject, objects.get(0).siblings().list(), Looks.atDisks(world));
    requireBodies(subject, objects.get(0));
  }

  /** What is deleted is gone everywhere, unless an owner lost its index: it may lack something. */
  private void requireRemoval(Subject subject) {
    boolean isFilled = subject.owners().stream().noneMatch(owner -> owner.disk().hasLostItsIndex());
    WorldNode first = subject.owners().get(0);
    if (isFilled && stored(first, subject).isDeleted()) {
      verdict.violated(
          "V: %s is deleted and was not removed: %s"
              .formatted(subject.story().name(), stored(first, subject)));
    }
  }

  private void requireNoHints(Subject subject) {
    for (WorldNode node : world.members()) {
      if (!subject.owners().contains(node) && node.disk().record(subject.key()).isPresent()) {
        verdict.violated(
            "V: %s still keeps %s for its owners"
                .formatted(node.address(), subject.story().name()));
      }
    }
  }

  private void requireBodies(Subject subject, BlobObject object) {
    Set<Dot> live =
        object.live().stream()
            .filter(version -> version.content().isPresent())
            .map(Version::dot)
            .collect(Collectors.toSet());
    for (WorldNode owner : subject.owners()) {
      Set<Dot> held = owner.disk().bodiesOf(subject.key());
      // Without its index a node keeps files of which it knows nothing, until somebody names them.
      boolean isOrphaned = owner.disk().hasLostItsIndex() && held.containsAll(live);
      if (!held.equals(live) && !isOrphaned) {
        verdict.violated(
            "V: %s holds bodies %s of %s, live are %s"
                .formatted(owner.address(), held, subject.story().name(), live));
      }
    }
  }

  private void requireOneChain() {
    Set<ChainEntry> newest =
        world.members().stream().map(WorldNode::chainEntry).collect(Collectors.toSet());
    if (newest.size() > 1) {
      verdict.violated("V: members are at different chain entries: " + newest);
    }
  }

  private void requireNothingLeft() {
    boolean isHelped = subjects.size() == script.keys();
    for (WorldNode node : world.members()) {
      boolean isInDebt = node.owed() > 0 || node.disk().damagedCount() > 0;
      isInDebt |= node.backlog().keys() != 0 || node.backlog().bytes() != 0;
      if (node.stageCount() > 0 || (isInDebt && isHelped)) {
        verdict.violated(
            "V: %s is left with %d stages, %d keys owed, %d hints, %d damaged versions"
                .formatted(
                    node.address(),
                    node.stageCount(),
                    node.owed(),
                    node.backlog().keys(),
                    node.disk().damagedCount()));
      }
    }
  }

  private static BlobObject stored(WorldNode node, Subject subject) {
    return node.disk().record(subject.key()).orElse(IndexRecord.EMPTY).object();
  }
}
