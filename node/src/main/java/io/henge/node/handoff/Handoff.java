package io.henge.node.handoff;

import io.henge.node.background.Progress;
import io.henge.node.background.Throttle;
import io.henge.node.background.Worker;
import io.henge.node.membership.CurrentChain;
import io.henge.node.port.Clock;
import io.henge.node.port.Liveness;
import io.henge.node.replica.ObjectPage;
import io.henge.node.replica.Replicas;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hands hints over to their owners, for the partitions of one event loop: first it counts what is
 * here, then it goes through the partitions that have hints, some at a time. After a pass that left
 * some it pauses, longer each time; the end of a suspicion and a change of the ring end all pauses.
 * Nothing of this need survive a restart, as the hints are in the store.
 */
public final class Handoff implements Worker {
  /** So many partitions are counted, or handed over, in one step. */
  private static final int PARTITIONS_AT_ONCE = 64;

  /** So many hints of a partition are handed over in one step. */
  private static final int PAGE = 128;

  /** So many offers to owners are under way at once. */
  private static final int OFFERS_AT_ONCE = 32;

  /** Handing over leaves the disks and wires to clients for the rest of the time. */
  private static final long BYTES_PER_SECOND = 64L << 20;

  private static final long LOOK_EVERY_MILLIS = 300;

  private final Hints hints;
  private final Backlog backlog;
  private final Surroundings surroundings;
  private final Pauses pauses;
  private final PartitionHandoff.Ways ways;
  private final Throttle throttle = new Throttle();

  /**
   * What it works with.
   *
   * @param self this node
   * @param chain names the owners
   * @param replicas the copies here and there
   * @param liveness who is back
   */
  public record Surroundings(
      NodeId self, CurrentChain chain, Replicas replicas, Liveness liveness, Clock clock) {}

  /** The handoff of one event loop. */
  public Handoff(Hints hints, Backlog backlog, Surroundings surroundings) {
    this.hints = hints;
    this.backlog = backlog;
    this.surroundings = surroundings;
    this.pauses = new Pauses(surroundings.clock(), surroundings.liveness());
    this.ways =
        new PartitionHandoff.Ways(
            surroundings.replicas(), new Lanes(OFFERS_AT_ONCE), pauses, backlog.events());
  }

  @Override
  public String name() {
    return "handoff";
  }

  @Override
  public Future<Progress> step() {
    Optional<ChainEntry> newest = surroundings.chain().entry();
    if (newest.isEmpty()) {
      return Future.succeededFuture(Progress.idle(LOOK_EVERY_MILLIS));
    }
    Layouts layouts = newest.get().layouts();
    if (!hints.isFor(layouts)) {
      hints.begin(layouts);
    }
    if (hints.isCounting()) {
      return count(1);
    }
    if (pauses.hasOneReturned(layouts.members())) {
      hints.owed().forEach(Owed::wake);
    }
    return handOver(newest.get());
  }

  private Future<Progress> count(int number) {
    return hints
        .count(surroundings.replicas().local()::stored)
        .compose(
            counted ->
                number < PARTITIONS_AT_ONCE && hints.isCounting()
                    ? count(number + 1)
                    : Future.succeededFuture(Progress.busy()));
  }

  private Future<Progress> handOver(ChainEntry entry) {
    long began = surroundings.clock().monotonicMillis();
    List<Owed> due =
        hints.owed().stream().filter(owed -> owed.isDue(began)).limit(PARTITIONS_AT_ONCE).toList();
    if (due.isEmpty()) {
      return Future.succeededFuture(Progress.idle(LOOK_EVERY_MILLIS));
    }
    List<Future<Long>> handed = new ArrayList<>();
    due.forEach(owed -> handed.add(handOver(entry, owed)));
    return Future.join(handed)
        .map(
            all -> {
              long bytes = handed.stream().mapToLong(Future::result).sum();
              long took = surroundings.clock().monotonicMillis() - began;
              return Progress.throttled(throttle.pauseMillis(bytes, BYTES_PER_SECOND, took));
            });
  }

  /** Completes with the bytes that were offered. */
  private Future<Long> handOver(ChainEntry entry, Owed owed) {
    PartitionHandoff handoff =
        new PartitionHandoff(
            owed.partition(),
            Debtees.of(entry, owed.partition(), surroundings.self()),
            () -> isInForce(entry.layouts()),
            ways);
    return surroundings
        .replicas()
        .local()
        .page(owed.partition(), owed.cursor(), PAGE)
        .compose(
            page -> handoff.handOver(page.entries()).map(outcome -> note(owed, page, outcome)));
  }

  /** Whether these are the owners still. */
  private boolean isInForce(Layouts layouts) {
    return surroundings
        .chain()
        .entry()
        .map(ChainEntry::layouts)
        .filter(layouts::equals)
        .isPresent();
  }

  private long note(Owed owed, ObjectPage page, PartitionHandoff.Outcome outcome) {
    page.entries().stream()
        .flatMap(hint -> hint.object().live().stream())
        .forEach(version -> owed.saw(version.timestamp().millis()));
    owed.passed(page.last(), outcome.left(), surroundings.clock().monotonicMillis());
    owed.oldestMillis().ifPresent(oldest -> backlog.sawAll(owed.partition(), oldest));
    return outcome.offeredBytes();
  }
}
