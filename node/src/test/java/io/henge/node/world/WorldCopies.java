package io.henge.node.world;

import io.henge.node.background.BackgroundWork;
import io.henge.node.background.Worker;
import io.henge.node.handoff.Backlog;
import io.henge.node.handoff.Handoff;
import io.henge.node.handoff.Hints;
import io.henge.node.membership.CurrentChain;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Clock;
import io.henge.node.port.Liveness;
import io.henge.node.removal.Deaths;
import io.henge.node.removal.RemovalDesk;
import io.henge.node.removal.RemovalRounds;
import io.henge.node.removal.RemovalSettings;
import io.henge.node.repair.AntiEntropy;
import io.henge.node.repair.HashTrees;
import io.henge.node.repair.PartitionDesk;
import io.henge.node.repair.Refill;
import io.henge.node.replica.CopyChanges;
import io.henge.node.replica.PeerService;
import io.henge.node.replica.Removals;
import io.henge.node.replica.Replicas;
import io.henge.node.transfer.Filling;
import io.henge.node.transfer.FillingState;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What a process of a world knows of its copies besides what is on the disk, and the product's work
 * on them beside the requests. All partitions belong to one event loop.
 */
final class WorldCopies {
  private final Home home;
  private final WorldEvents events;
  private final HashTrees trees;
  private final Deaths deaths = new Deaths();
  private final Backlog backlog;
  private final Hints hints;
  private final FillingState filling;

  /** The process that they belong to. */
  record Home(NodeId self, CurrentChain chain, MemoryBlobStore store, Clock clock) {}

  WorldCopies(Home home, LongSupplier hintBytesMax, WorldEvents events) {
    this.home = home;
    this.events = events;
    this.trees = new HashTrees(home.store(), home.chain());
    this.backlog = new Backlog(hintBytesMax, events);
    this.hints = new Hints(backlog, home.self(), partition -> true);
    this.filling = new FillingState(home.store());
  }

  /** Who is to be told of all changes. */
  CopyChanges changes() {
    return CopyChanges.all(trees, deaths, hints);
  }

  /** The hints. */
  Backlog backlog() {
    return backlog;
  }

  /** How far the filling is. */
  FillingState filling() {
    return filling;
  }

  /** Answers the peers. */
  PeerService.Copies desks(Replicas replicas, Removals removals, RemovalDesk removal) {
    PartitionDesk desk = new PartitionDesk(replicas.local(), trees, removals);
    PeerService.Holdings holdings =
        new PeerService.Holdings() {
          @Override
          public Replicas replicas() {
            return replicas;
          }

          @Override
          public Future<PeerReply> answer(Member from, PeerRequest.OfPartition request) {
            return request instanceof PeerRequest.OfRemoval ofRemoval
                ? removal.answer(ofRemoval)
                : desk.answer(from, request);
          }
        };
    return new PeerService.Copies() {
      @Override
      public <T> Future<T> on(int partition, Function<PeerService.Holdings, Future<T>> step) {
        return step.apply(holdings);
      }

      @Override
      public <T> Future<T> anywhere(Function<PeerService.Holdings, Future<T>> step) {
        return step.apply(holdings);
      }
    };
  }

  /** The copies here and there, and what is known of those who hold them. */
  record Reach(Replicas replicas, Liveness liveness, Removals removals) {}

  /** Brings back what is damaged. */
  void startRefill(Reach reach, Refill.Outcome outcome) {
    Refill.Surroundings around =
        new Refill.Surroundings(home.self(), home.chain(), reach.replicas(), reach.liveness());
    start(new Refill(home.store(), around, partition -> true, outcome));
  }

  /** Removes what is deleted. */
  void startRemovals(
      Reach reach, RemovalDesk desk, RemovalSettings settings, WorldRemovals outcome) {
    RemovalRounds.Surroundings around =
        new RemovalRounds.Surroundings(
            home.self(), home.chain(), reach.replicas(), reach.liveness(), home.clock());
    start(new RemovalRounds(settings, around, desk, deaths, partition -> true, outcome));
  }

  /** Hands over what is kept for others, compares, and fills. */
  void startSpreading(Reach reach, WorldUpkeep upkeep) {
    start(
        new Handoff(
            hints,
            backlog,
            new Handoff.Surroundings(
                home.self(), home.chain(), reach.replicas(), reach.liveness(), home.clock())));
    AntiEntropy.Surroundings comparing =
        new AntiEntropy.Surroundings(
            home.self(),
            home.chain(),
            reach.replicas(),
            home.store(),
            trees,
            reach.liveness(),
            home.clock());
    upkeep
        .antiEntropy()
        .ifPresent(
            settings -> start(new AntiEntropy(comparing, settings, partition -> true, events)));
    Filling.Surroundings around =
        new Filling.Surroundings(
            home.self(),
            home.chain(),
            reach.replicas(),
            home.store(),
            trees,
            reach.removals(),
            home.clock(),
            filling);
    upkeep.filling().ifPresent(settings -> start(new Filling(around, settings, partition -> true)));
  }

  private void start(Worker worker) {
    new BackgroundWork(worker, home.clock()).start(0);
  }
}
