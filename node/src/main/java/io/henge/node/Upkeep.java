package io.henge.node;

import io.henge.node.background.BackgroundWork;
import io.henge.node.background.Worker;
import io.henge.node.handoff.Handoff;
import io.henge.node.http.ScrubDesk;
import io.henge.node.loop.EventLoops;
import io.henge.node.loop.EventLoops.Loop;
import io.henge.node.membership.CurrentChain;
import io.henge.node.port.Clock;
import io.henge.node.removal.RemovalEvents;
import io.henge.node.removal.RemovalRounds;
import io.henge.node.removal.RemovalSettings;
import io.henge.node.repair.Refill;
import io.henge.node.storage.Scrub;
import io.henge.node.storage.ScrubSettings;
import io.henge.node.storage.ScrubStatus;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The work in the background of a node: the scrub, the gossip and the change of the ring on the
 * first event loop, and on each loop what keeps its partitions whole: the refilling of what is
 * damaged, the comparing with the other owners, the filling, the handoff of what is kept for other
 * nodes, and the removal of what is deleted.
 */
final class Upkeep implements ScrubDesk {
  /** A node that starts has more urgent things to do. */
  private static final long SCRUB_AFTER_MILLIS = 5_000;

  /** What was decided while the node was down should be known before much is asked of it. */
  private static final long GOSSIP_AFTER_MILLIS = 100;

  private static final long REPAIR_AFTER_MILLIS = 1_000;

  private final NodeParts parts;
  private final EventLoops<LoopParts> loops;
  private final Scrub scrub;
  private final BackgroundWork scrubbing;
  private final BackgroundWork gossip;
  private final BackgroundWork ringChange;
  private final Kept kept;
  private final List<Running> running = new ArrayList<>();

  /** Work, and the loop that it belongs to. */
  private record Running(Loop<LoopParts> loop, BackgroundWork work) {}

  /** What tells of the work: of the comparing and filling, and of the removing. */
  record Kept(OwnerUpkeep owners, RemovalMeters removals) {}

  Upkeep(NodeParts parts, EventLoops<LoopParts> loops, Kept kept, ChainLoop chaining) {
    this.parts = parts;
    this.loops = loops;
    this.kept = kept;
    Clock clock = parts.clock();
    CurrentChain chain = parts.membership().chain();
    ScrubSettings settings =
        new ScrubSettings(
            parts.config().storage().scrubPeriod().toMillis(),
            ScrubSettings.GRACE_MILLIS,
            () -> chain.entry().map(entry -> entry.layout().partitions()));
    this.scrub = parts.store().scrub(settings, clock);
    this.scrubbing = new BackgroundWork(scrub, clock, parts.governor());
    this.gossip = new BackgroundWork(chaining.gossip(), clock);
    this.ringChange = new BackgroundWork(chaining.driver(), clock);
  }

  /** Begins all of it; completes at once. */
  Future<Void> start() {
    RepairMeters meters = new RepairMeters(parts, scrub);
    List<Loop<LoopParts>> all = loops.all();
    List<Future<Void>> started = new ArrayList<>();
    started.add(start(new Running(all.get(0), gossip), GOSSIP_AFTER_MILLIS));
    started.add(start(new Running(all.get(0), ringChange), GOSSIP_AFTER_MILLIS));
    started.add(start(new Running(all.get(0), scrubbing), SCRUB_AFTER_MILLIS));
    for (int i = 0; i < all.size(); i++) {
      int number = i;
      IntPredicate mine = partition -> partition % all.size() == number;
      List<Worker> workers = new ArrayList<>(kept.owners().workers(all.get(i).state(), mine));
      workers.add(refill(all.get(i), mine, meters));
      workers.add(handoff(all.get(i)));
      workers.add(removal(all.get(i), mine, kept.removals().ofLoop(i)));
      for (Worker worker : workers) {
        BackgroundWork work = new BackgroundWork(worker, parts.clock(), parts.governor());
        started.add(start(new Running(all.get(i), work), REPAIR_AFTER_MILLIS));
      }
    }
    return Future.all(started).mapEmpty();
  }

  private Worker refill(Loop<LoopParts> loop, IntPredicate mine, RepairMeters meters) {
    Refill.Surroundings surroundings =
        new Refill.Surroundings(
            parts.membership().identity().node(),
            parts.membership().chain(),
            loop.state().replicas(),
            parts.peers().health());
    return new Refill(parts.store(), surroundings, mine, meters);
  }

  private Worker handoff(Loop<LoopParts> loop) {
    Handoff.Surroundings surroundings =
        new Handoff.Surroundings(
            parts.membership().identity().node(),
            parts.membership().chain(),
            loop.state().replicas(),
            parts.peers().health(),
            parts.clock());
    return new Handoff(loop.state().hints(), parts.backlog(), surroundings);
  }

  private Worker removal(Loop<LoopParts> loop, IntPredicate mine, RemovalEvents events) {
    RemovalRounds.Surroundings surroundings =
        new RemovalRounds.Surroundings(
            parts.membership().identity().node(),
            parts.membership().chain(),
            loop.state().replicas(),
            parts.peers().health(),
            parts.clock());
    return new RemovalRounds(
        RemovalSettings.keeping(parts.config().storage().tombstoneKeep().toMillis()),
        surroundings,
        loop.state().removals(),
        loop.state().deaths(),
        mine,
        events);
  }

  private Future<Void> start(Running work, long pauseMillis) {
    running.add(work);
    return loops.on(
        work.loop,
        here -> {
          work.work.start(pauseMillis);
          return Future.succeededFuture();
        });
  }

  /**
   * Begins no more steps; completes when none is about to begin. A running step of the scrub is
   * short, and the store waits for it. One of a refill may be fetching a large body; it is not
   * waited for, and fails when the store is closed; the same goes for the other repairs.
   */
  Future<Void> stop() {
    scrub.stop();
    List<Future<Void>> told =
        running.stream()
            .map(
                one ->
                    loops.<Void>on(
                        one.loop,
                        here -> {
                          one.work.stop().onComplete(ended -> {});
                          return Future.succeededFuture();
                        }))
            .toList();
    return Future.join(told).mapEmpty();
  }

  @Override
  public ScrubStatus status() {
    return scrub.status();
  }

  @Override
  public void begin(long bytesPerSecond) {
    scrub.begin(bytesPerSecond);
    loops.all().get(0).context().runOnContext(now -> scrubbing.wake());
  }
}
