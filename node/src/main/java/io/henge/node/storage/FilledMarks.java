package io.henge.node.storage;

import io.henge.node.storage.table.TableBatch;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For which partitions the index is filled: what it does not know was never stored (rule W5).
 * Either it is marked as a whole, or partitions are one by one. Thread-safe.
 */
final class FilledMarks {
  private final IndexCommitter committer;

  /** All partitions that may have a mark of their own on the disk. */
  private final Set<Integer> marked = ConcurrentHashMap.newKeySet();

  private final Set<Integer> filled = ConcurrentHashMap.newKeySet();
  private boolean isWhole;
  private long losses;

  FilledMarks(Index index, IndexCommitter committer) throws IOException {
    this.committer = committer;
    this.isWhole = index.isFilled();
    marked.addAll(index.filledPartitions());
    filled.addAll(marked);
  }

  /** Whether the index is marked as a whole. */
  synchronized boolean isWhole() {
    return isWhole;
  }

  /** Whether it is filled for a partition. */
  synchronized boolean has(int partition) {
    return isWhole || filled.contains(partition);
  }

  /** Marks it as a whole, durably. */
  Future<Void> mark() {
    long before = losses();
    return committer.submit(new Mark()).map(done -> marked(before));
  }

  /** Marks one partition, durably. */
  Future<Void> mark(int partition) {
    long before = losses();
    marked.add(partition);
    return committer.submit(new PartitionMark(partition)).map(done -> marked(before, partition));
  }

  private synchronized long losses() {
    return losses;
  }

  /** What was lost while the mark was under way takes it away again. */
  private synchronized Void marked(long before) {
    isWhole |= before == losses;
    return null;
  }

  private synchronized Void marked(long before, int partition) {
    if (before == losses) {
      filled.add(partition);
    }
    return null;
  }

  /** From now on nothing is filled; {@link #takeAway} makes that durable. */
  synchronized void lose() {
    losses++;
    isWhole = false;
    filled.clear();
  }

  /** Adds the end of all marks to a batch. */
  void takeAway(TableBatch batch) {
    Index.deleteFilled(batch);
    marked.forEach(partition -> Index.deleteFilled(batch, partition));
  }

  /** Sets the mark of the whole index. */
  private record Mark() implements IndexWrite<Boolean> {
    @Override
    public Boolean addTo(TableBatch batch) {
      Index.putFilled(batch);
      return true;
    }

    @Override
    public int sizeBytes() {
      return 0;
    }
  }

  /** Sets the mark of one partition. */
  private record PartitionMark(int partition) implements IndexWrite<Boolean> {
    @Override
    public Boolean addTo(TableBatch batch) {
      Index.putFilled(batch, partition);
      return true;
    }

    @Override
    public int sizeBytes() {
      return 0;
    }
  }
}
