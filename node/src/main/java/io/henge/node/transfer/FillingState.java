package io.henge.node.transfer;

import io.henge.node.storage.BlobStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far the filling is, over all event loops of a node, and which losses the operator has
 * accepted. Thread-safe; kept in memory, so that a loss is accepted until the next restart.
 */
public final class FillingState {
  private static final int REASONS_MAX = 10;

  private final BlobStore store;
  private final Map<Integer, FillingStep.Waits> waiting = new ConcurrentHashMap<>();
  private final Map<Integer, Loss> accepted = new ConcurrentHashMap<>();
  private final Set<Integer> cleared = ConcurrentHashMap.newKeySet();
  private final AtomicLong keys = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();

  public FillingState(BlobStore store) {
    this.store = store;
  }

  /** What an operator may give up. */
  enum Loss {
    /** What only owners know that are gone or not filled. */
    OF_DONORS,
    /** Objects that cannot be taken from an owner that has them. */
    OF_OBJECTS
  }

  /**
   * The operator gives up what the partition waits for now: it is filled from those owners that
   * remain, or without the objects that could not be taken so far. If it waits for nothing, it will
   * not wait for owners.
   */
  public void acceptLoss(int partition) {
    FillingStep.Waits waits = waiting.get(partition);
    accepted.put(partition, waits == null ? Loss.OF_DONORS : waits.loss());
  }

  /** The same of each partition that waits for something now. */
  public void acceptLossOfWaiting() {
    waiting.forEach((partition, waits) -> accepted.put(partition, waits.loss()));
  }

  boolean isAccepted(int partition, Loss loss) {
    return accepted.get(partition) == loss;
  }

  void waits(int partition, FillingStep.Waits waits) {
    waiting.put(partition, waits);
  }

  void goesOn(int partition) {
    waiting.remove(partition);
  }

  void filled(int partition) {
    waiting.remove(partition);
    accepted.remove(partition);
  }

  void moved(long keyCount, long byteCount) {
    keys.addAndGet(keyCount);
    bytes.addAndGet(byteCount);
  }

  void skipped(long count) {
    skipped.addAndGet(count);
  }

  /** Nothing is left in a partition of others that must not be believed. */
  void cleared(int partition) {
    cleared.add(partition);
  }

  boolean isCleared(int partition) {
    return cleared.contains(partition);
  }

  /** All is to be looked at again if the marks are lost once more. */
  void begunAgain() {
    cleared.clear();
  }

  /**
   * How far it is.
   *
   * @param owned the partitions that the node owns
   */
  public FillingReport report(List<Integer> owned) {
    long filled = owned.stream().filter(store::isFilled).count();
    List<String> reasons =
        new TreeMap<>(waiting)
            .entrySet().stream()
                .filter(entry -> !store.isFilled(entry.getKey()))
                .limit(REASONS_MAX)
                .map(entry -> "partition " + entry.getKey() + ": " + entry.getValue().reason())
                .toList();
    return new FillingReport(
        owned.size(), (int) filled, keys.get(), bytes.get(), skipped.get(), reasons);
  }
}
