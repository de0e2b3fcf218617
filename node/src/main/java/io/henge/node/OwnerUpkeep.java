package io.henge.node;

import io.henge.node.background.Worker;
import io.henge.node.config.NodeConfig;
import io.henge.node.http.FillDesk;
import io.henge.node.repair.AntiEntropy;
import io.henge.node.repair.AntiEntropySettings;
import io.henge.node.repair.Round;
import io.henge.node.transfer.Filling;
import io.henge.node.transfer.FillingReport;
import io.henge.node.transfer.FillingSettings;
import io.henge.node.transfer.FillingState;
import io.henge.ring.ChainEntry;
import io.henge.ring.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntPredicate;

/**
 * What makes a node hold what the other owners of its partitions hold: on each event loop the
 * comparing and the filling.
 */
final class OwnerUpkeep implements FillDesk {
  private static final long LOOK_EVERY_MILLIS = 500;
  private static final long RETRY_MILLIS = 2_000;

  private final NodeParts parts;
  private final OwnerMeters meters;
  private final FillingState filling;
  private final List<AntiEntropy> comparing = new CopyOnWriteArrayList<>();

  OwnerUpkeep(NodeParts parts) {
    this.parts = parts;
    this.filling = new FillingState(parts.store());
    this.meters = new OwnerMeters(parts.meters());
    OwnerMeters.register(
        parts.meters(),
        () -> rounds().values(),
        this::report,
        () -> parts.clock().monotonicMillis());
  }

  /**
   * The workers of one event loop.
   *
   * @param here what belongs to it
   * @param mine which partitions do
   */
  List<Worker> workers(LoopParts here, IntPredicate mine) {
    NodeId self = parts.membership().identity().node();
    NodeConfig.Repair settings = parts.config().repair();
    long bytesPerSecond = Math.max(1, settings.bytesPerSecond() / parts.config().eventLoops());
    List<Worker> workers = new ArrayList<>();
    workers.add(
        new Filling(
            new Filling.Surroundings(
                self,
                parts.membership().chain(),
                here.replicas(),
                parts.store(),
                here.trees(),
                parts.membership().removals(),
                parts.clock(),
                filling),
            new FillingSettings(bytesPerSecond, RETRY_MILLIS, LOOK_EVERY_MILLIS),
            mine));
    if (!settings.antiEntropyInterval().isZero()) {
      AntiEntropy worker =
          new AntiEntropy(
              new AntiEntropy.Surroundings(
                  self,
                  parts.membership().chain(),
                  here.replicas(),
                  parts.store(),
                  here.trees(),
                  parts.peers().health(),
                  parts.clock()),
              new AntiEntropySettings(
                  settings.antiEntropyInterval().toMillis(), bytesPerSecond, LOOK_EVERY_MILLIS),
              mine,
              meters);
      comparing.add(worker);
      workers.add(worker);
    }
    return workers;
  }

  /** The last comparison of each partition. */
  Map<Integer, Round> rounds() {
    Map<Integer, Round> all = new HashMap<>();
    comparing.forEach(worker -> all.putAll(worker.rounds()));
    return all;
  }

  /** The last comparison of one partition, where this node owns it. */
  Optional<Round> round(int partition) {
    return comparing.stream().flatMap(worker -> worker.round(partition).stream()).findFirst();
  }

  private List<Integer> owned() {
    return parts
        .membership()
        .chain()
        .entry()
        .map(ChainEntry::layouts)
        .map(layouts -> layouts.toBeFilled(parts.membership().identity().node()))
        .orElse(List.of());
  }

  @Override
  public FillingReport report() {
    return filling.report(owned());
  }

  @Override
  public Optional<Integer> acceptLoss(List<Integer> partitions) {
    Set<Integer> owned = new HashSet<>(owned());
    Optional<Integer> unknown =
        partitions.stream()
            .filter(p -> !owned.contains(p) || parts.store().isFilled(p))
            .findFirst();
    if (unknown.isEmpty()) {
      partitions.forEach(filling::acceptLoss);
    }
    return unknown;
  }

  @Override
  public void acceptLossOfWaiting() {
    filling.acceptLossOfWaiting();
  }
}
