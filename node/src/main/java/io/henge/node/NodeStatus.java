package io.henge.node;

import io.henge.node.handoff.Backlog;
import io.henge.node.http.LastComparisons.LastComparison;
import io.henge.node.http.StatusDesk;
import io.henge.node.metrics.Metric;
import io.henge.node.removal.RemovalStatus;
import io.henge.node.repair.Round;
import io.henge.node.transfer.FillingReport;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.NodeId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Puts together what the parts of a node say of how it stands. */
final class NodeStatus implements StatusDesk {
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
    FillingReport filling = owners.report();
    Map<Integer, Round> rounds = owners.rounds();
    NodeId self = parts.membership().identity().node();
    long replicated =
        parts.membership().chain().entry().map(ChainEntry::layouts).stream()
            .flatMap(
                layouts ->
                    layouts.partitionsOf(self).stream()
                        .filter(partition -> isReplicated(layouts, partition, rounds)))
            .count();
    return new Partitions(filling.owned(), filling.filled(), (int) replicated);
  }

  private boolean isReplicated(Layouts layouts, int partition, Map<Integer, Round> rounds) {
    Round last = rounds.get(partition);
    boolean isAlone = layouts.rows(partition).read().size() == 1;
    return parts.store().isFilled(partition)
        && (isAlone || (last != null && last.result() != Round.Result.INCOMPLETE))
        && layouts.owners(partition).stream()
            .noneMatch(owner -> parts.peers().health().suspected(owner.node()));
  }

  /** The last comparison of a partition with its other owners, where this node owns it. */
  Optional<LastComparison> lastComparison(int partition) {
    long now = parts.clock().monotonicMillis();
    return owners
        .round(partition)
        .map(round -> new LastComparison(OwnerMeters.label(round.result()), round.ageSeconds(now)));
  }

  private Comparisons comparisons() {
    Map<String, Integer> byResult = new HashMap<>();
    for (Round.Result result : Round.Result.values()) {
      byResult.put(OwnerMeters.label(result), 0);
    }
    Collection<Round> rounds = owners.rounds().values();
    rounds.forEach(round -> byResult.merge(OwnerMeters.label(round.result()), 1, Integer::sum));
    long now = parts.clock().monotonicMillis();
    double oldest =
        rounds.stream().mapToDouble(round -> round.ageSeconds(now)).max().orElse(Double.NaN);
    return new Comparisons(byResult, oldest);
  }

  private Hints hints() {
    Backlog backlog = parts.backlog();
    return new Hints(
        backlog.keys(), backlog.bytes(), backlog.ageSeconds(parts.clock().wallMillis()));
  }

  private Tombstones tombstones() {
    RemovalStatus status = removals.status();
    Map<Integer, Integer> waitingFor = new HashMap<>();
    status.waitingFor().forEach((seat, count) -> waitingFor.put(seat.number(), count));
    return new Tombstones(
        status.waitingKeys(), status.ageSeconds(parts.clock().wallMillis()), waitingFor);
  }
}
