package io.henge.node;

import io.henge.node.http.StatusDesk;
import io.henge.node.metrics.Metric;
import io.henge.node.removal.RemovalStatus;
import io.henge.node.repair.Round;
import io.henge.node.transfer.FillingReport;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layout;
import io.henge.ring.NodeId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Puts together what the parts of a node say of how it stands. */
final class NodeStatus implements StatusDesk {
  private static final double MILLIS_PER_SECOND = 1000;

  private final NodeParts parts;
  private final OwnerUpkeep owners;
  private final RemovalMeters removals;
  private final LongSupplier owed;

  /**
   * The status, and a metric of it.
   *
   * @param owed how many keys the coordinators still have to offer
   */
  NodeStatus(NodeParts parts, OwnerUpkeep owners, RemovalMeters removals, LongSupplier owed) {
    this.parts = parts;
    this.owners = owners;
    this.removals = removals;
    this.owed = owed;
    parts.meters().gauge(Metric.UNDER_REPLICATED, () -> partitions().underReplicated());
  }

  @Override
  public Status status() {
    return new Status(
        partitions(),
        comparisons(),
        hints(),
        tombstones(),
        parts.store().damagedCount(),
        owed.getAsLong());
  }

  private Partitions partitions() {
    Optional<Layout> layout = parts.membership().chain().entry().map(ChainEntry::layout);
    FillingReport filling = owners.report();
    Map<Integer, Round> rounds = owners.rounds();
    int replicated = 0;
    if (layout.isPresent()) {
      NodeId self = parts.membership().identity().node();
      replicated =
          (int)
              layout.get().partitionsOf(self).stream()
                  .filter(partition -> isReplicated(layout.get(), partition, rounds))
                  .count();
    }
    return new Partitions(filling.owned(), filling.filled(), replicated);
  }

  private boolean isReplicated(Layout layout, int partition, Map<Integer, Round> rounds) {
    Round last = rounds.get(partition);
    boolean isAlone = layout.width() == 1;
    return parts.store().isFilled(partition)
        && (isAlone || (last != null && last.result() != Round.Result.INCOMPLETE))
        && layout.rowOf(partition).stream()
            .noneMatch(seat -> parts.peers().health().suspected(layout.member(seat).node()));
  }

  private Comparisons comparisons() {
    Map<String, Integer> byResult = new HashMap<>();
    for (Round.Result result : Round.Result.values()) {
      byResult.put(result.name().toLowerCase(Locale.ROOT), 0);
    }
    long now = parts.clock().monotonicMillis();
    double oldest = Double.NaN;
    for (Round round : owners.rounds().values()) {
      byResult.merge(round.result().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
      double age = (now - round.wholeMillis()) / MILLIS_PER_SECOND;
      oldest = Double.isNaN(oldest) ? age : Math.max(oldest, age);
    }
    return new Comparisons(byResult, oldest);
  }

  private Hints hints() {
    long now = parts.clock().wallMillis();
    double oldest =
        Math.max(0, now - parts.backlog().oldestMillis().orElse(now)) / MILLIS_PER_SECOND;
    return new Hints(parts.backlog().keys(), parts.backlog().bytes(), oldest);
  }

  private Tombstones tombstones() {
    RemovalStatus status = removals.status();
    Map<Integer, Integer> waitingFor = new HashMap<>();
    status.waitingFor().forEach((seat, count) -> waitingFor.put(seat.number(), count));
    double oldest =
        status.waitingKeys() == 0
            ? 0
            : Math.max(0, parts.clock().wallMillis() - status.oldestMillis()) / MILLIS_PER_SECOND;
    return new Tombstones(status.waitingKeys(), oldest, waitingFor);
  }
}
