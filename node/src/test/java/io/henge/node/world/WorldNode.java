package io.henge.node.world;

import io.henge.node.coordinator.ContextTokens;
import io.henge.node.coordinator.Coordinator;
import io.henge.node.coordinator.OwnerCoordinator;
import io.henge.node.coordinator.Planner;
import io.henge.node.handoff.Backlog;
import io.henge.node.membership.ChainFiles;
import io.henge.node.membership.ChainVote;
import io.henge.node.membership.CurrentChain;
import io.henge.node.membership.Forcing;
import io.henge.node.membership.Founding;
import io.henge.node.membership.FoundingDesk;
import io.henge.node.membership.FoundingPlan;
import io.henge.node.membership.Identity;
import io.henge.node.membership.Replacements;
import io.henge.node.membership.RingChanges;
import io.henge.node.port.Clock;
import io.henge.node.removal.RemovalDesk;
import io.henge.node.repair.Refill;
import io.henge.node.replica.Epochs;
import io.henge.node.replica.Epochs.Marks;
import io.henge.node.replica.LocalReplica;
import io.henge.node.replica.MissingBytes;
import io.henge.node.replica.PeerService;
import io.henge.node.replica.PeerTimeouts;
import io.henge.node.replica.RemovalNumbers;
import io.henge.node.replica.Removals;
import io.henge.node.replica.Replicas;
import io.henge.node.transfer.FillingReport;
import io.henge.node.transfer.FillingState;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.NodeId;
import io.henge.ring.version.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One node of a world: a disk that lasts, and a process on it that is put together from the very
 * classes of the product, over ports of memory. A crash takes the process and leaves the disk.
 */
public final class WorldNode {
  private static final byte[] SECRET = "a secret of a world".getBytes(StandardCharsets.UTF_8);
  private static final PeerTimeouts TIMEOUTS = new PeerTimeouts(500, 1_000, 3_000);

  private final Surroundings surroundings;
  private final SimulatedNetwork network;
  private final WorldBodies.Neighbours neighbours;
  private FoundingPlan plan;
  private long wallOffsetMillis;
  private long latestOffsetMillis;
  private final WorldLiveness liveness = new WorldLiveness();
  private final WorldEvents events;
  private MemoryDisk disk = new MemoryDisk();
  private boolean takesBodies = true;
  private long hintBytesMax = Long.MAX_VALUE;
  private Optional<RunState> process = Optional.empty();
  private final RefillCount refills = new RefillCount();
  private final WorldRemovals removalEvents;

  /** How the refilling went, over all lives. */
  private static final class RefillCount implements Refill.Outcome {
    private int refilled;
    private int failed;

    @Override
    public void refilled() {
      refilled++;
    }

    @Override
    public void failed() {
      failed++;
    }
  }

  WorldNode(
      Surroundings surroundings,
      SimulatedNetwork network,
      WorldBodies.Neighbours neighbours,
      FoundingPlan plan,
      long wallOffsetMillis) {
    this.surroundings = surroundings;
    this.events = new WorldEvents(surroundings.sightings());
    this.removalEvents = new WorldRemovals(surroundings.sightings());
    this.network = network;
    this.neighbours = neighbours;
    this.plan = plan;
    this.wallOffsetMillis = wallOffsetMillis;
    this.latestOffsetMillis = wallOffsetMillis;
  }

  /** What is in memory while the node runs. */
  private static final class RunState {
    private final Life life = new Life();
    private final Promise<ChainEntry> joined = Promise.promise();
    private final CurrentChain chain = new CurrentChain();
    private final MemoryBlobStore store;
    private Optional<Running> running = Optional.empty();

    RunState(MemoryDisk disk, Surroundings surroundings) {
      store = new MemoryBlobStore(disk, surroundings, life);
    }
  }

  /** What the start has put together. */
  private record Running(
      Durable durable,
      Replicas replicas,
      OwnerCoordinator coordinator,
      WorldChain chain,
      RemovalDesk removalDesk,
      WorldCopies copies) {}

  /** Starts the process on the disk as it is. */
  public void start() {
    RunState starting = new RunState(disk, surroundings);
    process = Optional.of(starting);
    MemorySmallFiles files = new MemorySmallFiles(disk, surroundings, starting.life);
    ChainFiles chainFiles = new ChainFiles(files);
    chainFiles
        .identity(surroundings::nextLong)
        .compose(
            identity ->
                chainFiles
                    .chain()
                    .compose(
                        known ->
                            Epochs.open(
                                files, Marks.of(known.isPresent(), starting.store.isUnfilled())))
                    .compose(
                        epochs ->
                            RemovalNumbers.open(files)
                                .compose(
                                    removals ->
                                        assemble(
                                            starting,
                                            chainFiles,
                                            new Durable(identity, epochs, removals)))))
        .onComplete(starting.joined::tryComplete, starting.joined::tryFail);
  }

  /** Its way to change the ring. */
  public RingChanges ringChanges() {
    return running().chain().ringChanges();
  }

  /** Goes on without a majority. */
  Forcing forcing() {
    return running().chain().forcing();
  }

  /** What of a node never goes back. */
  private record Durable(Identity identity, Epochs epochs, RemovalNumbers removals) {}

  private Future<ChainEntry> assemble(RunState starting, ChainFiles chainFiles, Durable durable) {
    Identity identity = durable.identity();
    Life life = starting.life;
    MemoryBlobStore store = starting.store;
    CurrentChain chain = starting.chain;
    Clock clock = surroundings.clock().of(life, () -> wallOffsetMillis);
    NodeId self = identity.node();
    SimulatedNetwork.Sender sender = new SimulatedNetwork.Sender(plan.peer(), self, life);
    WorldBodies bodies = new WorldBodies(surroundings, neighbours, plan.peer(), life, store);
    WorldCopies copies =
        new WorldCopies(
            new WorldCopies.Home(self, chain, store, clock), () -> hintBytesMax, events);
    LocalReplica local = local(starting, durable, bodies, copies, clock);
    FoundingDesk desk = new FoundingDesk(identity, plan, chainFiles, chain, store);
    WorldChain chaining =
        new WorldChain(
            identity,
            chainFiles,
            chain,
            desk,
            new ChainVote.World(clock, surroundings::nextLong, network.from(sender)),
            new WorldChain.Outward(
                store,
                layouts -> copies.backlog().isEmpty(self, layouts),
                network.introductionsFrom(sender),
                liveness));
    Replicas replicas =
        new Replicas(
            self,
            local,
            liveness.watched(network.from(sender), clock),
            chain,
            chaining.desk(),
            TIMEOUTS);
    Founding founding =
        new Founding(desk, plan, new Founding.World(clock, network.introductionsFrom(sender)));
    RemovalDesk removalDesk = new RemovalDesk(self, chain, local.removal(), clock, removalEvents);
    PeerService service =
        new PeerService(
            identity,
            chain,
            chaining.desk(),
            copies.desks(replicas, durable.removals(), removalDesk),
            chaining);
    OwnerCoordinator coordinator =
        new OwnerCoordinator(
            new Planner(self, chain, liveness),
            replicas,
            new ContextTokens(SECRET, List.of()),
            new OwnerCoordinator.World(
                clock, surroundings::nextLong, store, bodies, liveness, events));
    starting.running =
        Optional.of(new Running(durable, replicas, coordinator, chaining, removalDesk, copies));
    startWork(starting.running.get());
    return desk.open()
        .compose(opened -> chaining.open())
        .compose(
            opened -> {
              network.listen(plan.peer(), life, service);
              return founding.join();
            });
  }

  private LocalReplica local(
      RunState starting, Durable durable, WorldBodies bodies, WorldCopies copies, Clock clock) {
    NodeId self = durable.identity().node();
    MissingBytes missing =
        new MissingBytes(
            self, starting.store, bodies, surroundings::nextLong, WorldBodies.SMALL_BYTES_MAX);
    return new LocalReplica(
        durable.identity(),
        new LocalReplica.Keeping(
            starting.store, missing, durable.removals(), copies.changes(), copies.backlog()),
        durable.epochs(),
        new HybridClock(clock::wallMillis),
        starting.chain);
  }

  private void startWork(Running running) {
    WorldCopies.Reach reach =
        new WorldCopies.Reach(running.replicas(), liveness, running.durable().removals());
    running.copies().startRefill(reach, refills);
    running
        .copies()
        .startRemovals(reach, running.removalDesk(), surroundings.removalSettings(), removalEvents);
    running.copies().startSpreading(reach, surroundings.upkeep());
  }

  /** Completes when the running process has the chain. */
  public Future<ChainEntry> joined() {
    return current().joined.future();
  }

  /** The process ends here and now; the disk stays as it is. */
  public void crash() {
    process.ifPresent(running -> running.life.end());
    process = Optional.empty();
    network.stopListening(plan.peer());
  }

  /**
   * The process ends in good order: no more messages, the store finishes what runs, the epochs are
   * noted.
   */
  public Future<Void> stopCleanly() {
    RunState stopping = current();
    network.stopListening(plan.peer());
    return stopping
        .store
        .close()
        .compose(closed -> running().durable().epochs().stopCleanly())
        .onComplete(ended -> crash());
  }

  /** The process ends, and the disk is replaced by an empty one. */
  public void wipe() {
    crash();
    disk = MemoryDisk.inPlaceOfALostOne();
  }

  /** The process ends, and the disk of another time is put in again. */
  public void putIn(MemoryDisk other) {
    crash();
    disk = other;
  }

  /** The operator edits the founding list; from the next start on it is that one. */
  public void foundingListIs(List<Address> founders) {
    plan =
        new FoundingPlan(
            founders,
            plan.peer(),
            plan.client(),
            plan.zone(),
            plan.weight(),
            plan.partitions(),
            plan.replicas());
  }

  /** Whether a process runs. */
  public boolean isUp() {
    return process.isPresent();
  }

  /** Whether a process runs and has found its cluster. */
  public boolean isReady() {
    return isUp() && joined().succeeded();
  }

  /** The process stands still, as after a SIGSTOP, until it is resumed. */
  public void pause() {
    current().life.pause();
  }

  /** The process goes on, with all that has waited meanwhile. */
  public void resume() {
    process.ifPresent(paused -> paused.life.resume());
  }

  /** Whether it is a member by the newest chain entry, on the directory that it has now. */
  public boolean isMember() {
    return isReady()
        && surroundings.ledger().newest().names(identity().node(), identity().incarnation());
  }

  /** Whether the process stands still. */
  public boolean isPaused() {
    return process.filter(running -> running.life.isPaused()).isPresent();
  }

  /** Whether the disk failed in this life, so that the process takes no more writes. */
  public boolean hasBrokenDisk() {
    return current().store.isBroken();
  }

  /** What the wall clock of the machine says, in milliseconds since 1970. */
  public long wallMillis() {
    return SimulatedClock.WALL_START_MILLIS + surroundings.clock().nowMillis() + wallOffsetMillis;
  }

  /** The latest that the wall clock has shown, had it never been set back. */
  long latestWallMillis() {
    return wallMillis() - wallOffsetMillis + latestOffsetMillis;
  }

  /** The wall clock of the machine jumps, forwards or backwards. */
  public void jumpClock(long millis) {
    wallOffsetMillis += millis;
    latestOffsetMillis = Math.max(latestOffsetMillis, wallOffsetMillis);
  }

  /** The wall clock of the machine is set by that of another. */
  void wallIs(WorldNode other) {
    wallOffsetMillis = other.wallOffsetMillis;
  }

  /** Whether bodies are taken at a bearable speed. */
  public void takesBodies(boolean takes) {
    takesBodies = takes;
  }

  /** From now on this node thinks that the other cannot be reached. */
  public void suspect(WorldNode other) {
    liveness.suspect(other.identity().node());
  }

  /** From now on this node thinks that all can be reached. */
  public void trustAll() {
    liveness.trustAll();
  }

  /** From now on this node notices by itself who is silent. */
  public void noticeSilence() {
    liveness.notice();
  }

  /** What its coordinator told. */
  public WorldEvents events() {
    return events;
  }

  /** The disk. */
  public MemoryDisk disk() {
    return disk;
  }

  /** The peer address. */
  public Address address() {
    return plan.peer();
  }

  /** The votes of the running process. */
  public ChainVote vote() {
    return running().chain().vote();
  }

  /** The replacements that the running process can be asked for. */
  public Replacements replacements() {
    return running().chain().replacements();
  }

  /** The newest chain entry that the running process knows. */
  public ChainEntry chainEntry() {
    return current().chain.entry().orElseThrow();
  }

  /** Who the running process is. */
  public Identity identity() {
    return running().durable().identity();
  }

  /** The coordinator of the running process. */
  public Coordinator coordinator() {
    return running().coordinator();
  }

  /** How many keys the running process owes to others. */
  public int owed() {
    return running().coordinator().owed();
  }

  /** The hints that the running process keeps for others. */
  public Backlog backlog() {
    return running().copies().backlog();
  }

  /** From now on it keeps no more bytes for others than that. */
  public void hintBytesMax(long bytes) {
    hintBytesMax = bytes;
  }

  /** The copies of the running process. */
  public LocalReplica replica() {
    return running().replicas().local();
  }

  /** The copies as the running process sees them, here and elsewhere. */
  Replicas replicas() {
    return running().replicas();
  }

  /** The removal numbers of the running process. */
  Removals removals() {
    return running().durable().removals();
  }

  /** The part of the running process in removals. */
  RemovalDesk removalDesk() {
    return running().removalDesk();
  }

  /** How the removing went, over all lives. */
  public WorldRemovals removed() {
    return removalEvents;
  }

  /** How far the filling of the running process is. */
  FillingState filling() {
    return running().copies().filling();
  }

  /** The same for people. */
  public FillingReport fillingReport() {
    return filling().report(chainEntry().layouts().toBeFilled(identity().node()));
  }

  /** Whether all partitions of the node are filled, and the index is marked. */
  public boolean isFilled() {
    return disk.isFilled();
  }

  /** How many damaged versions were brought back. */
  public int refilled() {
    return refills.refilled;
  }

  /** How often nobody could give a good copy. */
  public int refillsFailed() {
    return refills.failed;
  }

  /** How many bodies are staged. */
  public int stageCount() {
    return current().store.stageCount();
  }

  Optional<WorldBodies.Neighbour> neighbour() {
    return process.map(at -> new WorldBodies.Neighbour(at.life, at.store, takesBodies));
  }

  private RunState current() {
    return process.orElseThrow(() -> new IllegalStateException(plan.peer() + " does not run"));
  }

  private Running running() {
    return current()
        .running
        .orElseThrow(() -> new IllegalStateException(plan.peer() + " is still starting"));
  }
}
