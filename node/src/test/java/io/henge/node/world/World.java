package io.henge.node.world;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.membership.FoundingPlan;
import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.removal.RemovalSettings;
import io.henge.ring.Address;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.Member;
import io.henge.ring.Partitions;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A whole cluster in one thread: virtual time, simulated wires, disks of memory, and everything
 * random from one seed. It contains no step of the protocol; those are all done by the product's
 * own classes.
 */
public final class World {
  /** Q of these clusters. */
  public static final Partitions PARTITIONS = new Partitions(16);

  private static final long PATIENCE_MILLIS = 600_000;
  private static final long TELL_MILLIS = 5_000;

  private final Surroundings surroundings;
  private final SimulatedNetwork network;
  private final List<WorldNode> nodes = new ArrayList<>();
  private Function<Address, Future<?>> beforeOpening = holder -> Future.succeededFuture();

  private World(long seed, WorldUpkeep upkeep) {
    surroundings = new Surroundings(seed, upkeep);
    network = new SimulatedNetwork(surroundings);
  }

  /** That many nodes, not started, that are to found a cluster of three replicas together. */
  public static World unfounded(long seed, int nodes) {
    return unfounded(seed, nodes, WorldUpkeep.NONE);
  }

  private static World unfounded(long seed, int nodes, WorldUpkeep upkeep) {
    World world = new World(seed, upkeep);
    List<Address> founders = addresses(nodes);
    for (int number = 0; number < nodes; number++) {
      world.add(number, founders);
    }
    return world;
  }

  /** That many nodes, started, founded by the ceremony. */
  public static World founded(long seed, int nodes) {
    return founded(seed, nodes, WorldUpkeep.NONE);
  }

  /** The same, in which deleted keys are remembered for so long. */
  public static World founded(long seed, int nodes, RemovalSettings settings) {
    World world = unfounded(seed, nodes);
    world.surroundings.removalSettings(settings);
    return world.found();
  }

  /** The same, where nodes do that beside the requests. */
  public static World founded(long seed, int nodes, WorldUpkeep upkeep) {
    return unfounded(seed, nodes, upkeep).found();
  }

  /** Both. */
  public static World founded(long seed, int nodes, WorldUpkeep upkeep, RemovalSettings removals) {
    World world = unfounded(seed, nodes, upkeep);
    world.surroundings.removalSettings(removals);
    return world.found();
  }

  private World found() {
    nodes.forEach(WorldNode::start);
    nodes.forEach(node -> await(node.joined()));
    return this;
  }

  /** The peer addresses of the first so many nodes. */
  public static List<Address> addresses(int nodes) {
    List<Address> addresses = new ArrayList<>();
    for (int number = 0; number < nodes; number++) {
      addresses.add(new Address("10.0.0." + (number + 1), 7500));
    }
    return addresses;
  }

  /** Adds a node, not started, with a founding list of its own. */
  public WorldNode add(int number, List<Address> founders) {
    Address peer = new Address("10.0.0." + (number + 1), 7500);
    Address client = new Address("10.0.0." + (number + 1), 7400);
    FoundingPlan plan = new FoundingPlan(founders, peer, client, number, 1, PARTITIONS.count(), 3);
    // Clocks of real machines differ; a quarter of an hour is worse than most.
    long offset = surroundings.below(1_800_000) - 900_000L;
    WorldNode node = new WorldNode(surroundings, network, neighbours(), plan, offset);
    nodes.add(node);
    return node;
  }

  private WorldBodies.Neighbours neighbours() {
    return new WorldBodies.Neighbours() {
      @Override
      public Optional<WorldBodies.Neighbour> reach(Address from, Address to) {
        return network.isOpen(from, to) ? at(to).flatMap(WorldNode::neighbour) : Optional.empty();
      }

      @Override
      public Future<?> beforeOpening(Address holder) {
        return beforeOpening.apply(holder);
      }
    };
  }

  private Optional<WorldNode> at(Address address) {
    return nodes.stream().filter(node -> node.address().equals(address)).findFirst();
  }

  /** All nodes, in the order of the founding list. */
  public List<WorldNode> nodes() {
    return nodes;
  }

  /** One of them. */
  public WorldNode node(int number) {
    return nodes.get(number);
  }

  /** The wires. */
  public SimulatedNetwork network() {
    return network;
  }

  /** The time. */
  public SimulatedClock clock() {
    return surroundings.clock();
  }

  /** All versions that were ever heard of. */
  public Ledger ledger() {
    return surroundings.ledger();
  }

  /** What has happened in it, and how often. */
  public Sightings sightings() {
    return surroundings.sightings();
  }

  /** What was noted that never should have happened. */
  public List<String> violations() {
    return surroundings.violations();
  }

  /** The latest that any node's wall clock has shown. */
  public long latestWallMillis() {
    return nodes.stream().mapToLong(WorldNode::latestWallMillis).max().orElseThrow();
  }

  /** A random number from 0 to {@code bound - 1}. */
  public int roll(int bound) {
    return surroundings.below(bound);
  }

  /** The answer of a node to a message as another node could send it. */
  PeerReply tell(WorldNode to, WorldNode from, Envelope envelope, PeerRequest request) {
    return await(telling(to, from, envelope, request));
  }

  /** The same, on its way. */
  Future<PeerReply> telling(WorldNode to, WorldNode from, Envelope envelope, PeerRequest request) {
    SimulatedNetwork.Sender sender =
        new SimulatedNetwork.Sender(from.address(), from.identity().node(), new Life());
    return network
        .introductionsFrom(sender)
        .call(to.address(), PeerCodec.encode(envelope, request), TELL_MILLIS)
        .map(PeerCodec::decodeReply);
  }

  /** Lets something happen first whenever a body is about to be opened at another node. */
  public void beforeOpening(Function<Address, Future<?>> first) {
    beforeOpening = first;
  }

  /** The key as requests carry it. */
  public static PartitionedKey key(String text) {
    BlobKey key = BlobKey.of(text);
    return new PartitionedKey(PARTITIONS.partitionOf(KeyHash.of(key)), key);
  }

  /** The owners of a key in the order of its row: the protocol's a, b and c. */
  public List<WorldNode> owners(PartitionedKey key) {
    return nodesOf(ledger().newest().layouts().rows(key.partition()).read());
  }

  /** Those that stand in for them, in their order: the protocol's x, y and z. */
  public List<WorldNode> standIns(PartitionedKey key) {
    return nodesOf(ledger().newest().layouts().standIns(key.partition()));
  }

  /** All that are members by the newest chain entry. */
  public List<WorldNode> members() {
    return nodesOf(ledger().newest().layouts().members());
  }

  private List<WorldNode> nodesOf(List<Member> members) {
    return members.stream().map(member -> at(member.peer()).orElseThrow()).toList();
  }

  /** Lets time pass until the future is complete, and returns its result or throws its failure. */
  public <T> T await(Future<T> future) {
    runUntilComplete(future);
    if (future.failed() && future.cause() instanceof RuntimeException failure) {
      throw failure;
    }
    if (future.failed()) {
      throw new IllegalStateException(future.cause());
    }
    return future.result();
  }

  /** Lets time pass until the future has failed, and returns why. */
  public Throwable failureOf(Future<?> future) {
    runUntilComplete(future);
    if (future.succeeded()) {
      throw new AssertionError(this + ": it succeeded: " + future.result());
    }
    return future.cause();
  }

  private void runUntilComplete(Future<?> future) {
    long end = clock().nowMillis() + PATIENCE_MILLIS;
    while (!future.isComplete()) {
      if (clock().nowMillis() > end || !clock().step()) {
        throw new AssertionError(this + ": a future that never completes");
      }
    }
    requireNoViolation();
  }

  /** Lets that much time pass. */
  public void run(long millis) {
    clock().run(millis);
    requireNoViolation();
  }

  /** Throws when anything has happened that never should. */
  public void requireNoViolation() {
    if (!surroundings.violations().isEmpty()) {
      throw new AssertionError(this + ": " + surroundings.violations());
    }
  }

  @Override
  public String toString() {
    return "world of seed " + surroundings.seed() + " at " + clock().nowMillis() + " ms";
  }
}
