package io.henge.node.storage;

import io.henge.node.storage.table.TableBatch;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

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

  /** How often something was lost since the start. */
  synchronized long losses() {
    return losses;
  }

  /** Marks it as a whole, durably; not if something was lost after so many losses. */
  Future<Void> mark(long before) {
    return committer.submit(new Mark(before)).map(done -> marked(before));
  }

  /** Marks one partition, in the same manner. */
  Future<Void> mark(int partition, long before) {
    marked.add(partition);
    return committer
        .submit(new PartitionMark(partition, before))
        .map(done -> marked(before, partition));
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

  /**
   * Takes the marks of partitions away, durably; whatever is being marked meanwhile is not. The
   * others keep theirs.
   *
   * @param count how many partitions there are
   */
  Future<Void> takeAway(Set<Integer> partitions, int count) {
    unmark(partitions, count);
    return committer.submit(new Withdrawal(partitions)).mapEmpty();
  }

  private synchronized void unmark(Set<Integer> partitions, int count) {
    if (isWhole) {
      IntStream.range(0, count).forEach(filled::add);
    }
    losses++;
    isWhole = false;
    filled.removeAll(partitions);
  }

  /** All that are filled at this moment, and will have marks of their own. */
  private synchronized Set<Integer> markedNow() {
    marked.addAll(filled);
    return Set.copyOf(filled);
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

  /** Puts the marks of what is filled still in the place of all others. */
  private final class Withdrawal implements IndexWrite<Boolean> {
    private final Set<Integer> partitions;

    Withdrawal(Set<Integer> partitions) {
      this.partitions = partitions;
    }

    /** What was lost since the call is no more among those that are filled. */
    @Override
    public Boolean addTo(TableBatch batch) {
      Index.deleteFilled(batch);
      partitions.forEach(partition -> Index.deleteFilled(batch, partition));
      markedNow().forEach(partition -> Index.putFilled(batch, partition));
      return true;
    }

    @Override
    public int sizeBytes() {
      return 0;
    }
  }

  /** Sets the mark of the whole index. */
  private final class Mark implements IndexWrite<Boolean> {
    private final long before;

    Mark(long before) {
      this.before = before;
    }

    @Override
    public Boolean addTo(TableBatch batch) {
      boolean isValid = before == losses();
      if (isValid) {
        Index.putFilled(batch);
      }
      return isValid;
    }

    @Override
    public int sizeBytes() {
      return 0;
    }
  }

  /** Sets the mark of one partition. */
  private final class PartitionMark implements IndexWrite<Boolean> {
    private final int partition;
    private final long before;

    PartitionMark(int partition, long before) {
      this.partition = partition;
      this.before = before;
    }

    @Override
    public Boolean addTo(TableBatch batch) {
      boolean isValid = before == losses();
      if (isValid) {
        Index.putFilled(batch, partition);
      }
      return isValid;
    }

    @Override
    public int sizeBytes() {
      return 0;
    }
  }
}
