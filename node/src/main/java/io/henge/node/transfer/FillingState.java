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
  private final Map<Integer, String> waiting = new ConcurrentHashMap<>();
  private final Set<Integer> accepted = ConcurrentHashMap.newKeySet();
  private final Set<Integer> cleared = ConcurrentHashMap.newKeySet();
  private final AtomicLong keys = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();

  public FillingState(BlobStore store) {
    this.store = store;
  }

  /**
   * The operator gives up what only owners know that are not filled or gone: the partition is
   * filled from those that remain.
   */
  public void acceptLoss(int partition) {
    accepted.add(partition);
  }

  boolean isLossAccepted(int partition) {
    return accepted.contains(partition);
  }

  void waits(int partition, String reason) {
    waiting.put(partition, reason);
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
                .map(entry -> "partition " + entry.getKey() + ": " + entry.getValue())
                .toList();
    return new FillingReport(
        owned.size(), (int) filled, keys.get(), bytes.get(), skipped.get(), reasons);
  }
}
