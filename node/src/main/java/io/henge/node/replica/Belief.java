package io.henge.node.replica;

import io.henge.node.storage.BlobStore;
import io.henge.node.storage.IndexRecord;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which records of this node count, for the partitions of one event loop. In a filled partition all
 * do. In another one those count that were stored under the partition's present removal number; the
 * rest is a cache of bytes (see {@link Copy}).
 *
 * <p>While the mark of a filled partition is being written, a higher number must not take the
 * belief from what was filled in: a write that came in that moment would be stored without it. So a
 * partition is sealed first.
 */
final class Belief {
  private final BlobStore store;
  private final Removals removals;
  private final Set<Integer> sealed = new HashSet<>();

  Belief(BlobStore store, Removals removals) {
    this.store = store;
    this.removals = removals;
  }

  /** Whether all records of the partition count. */
  boolean isWhole(int partition) {
    return store.isFilled(partition) || sealed.contains(partition);
  }

  /**
   * From now on all records of the partition count, if its removal number is that one still; false
   * if it is not.
   */
  boolean seal(int partition, long removalNumber) {
    return removals.number(partition) == removalNumber && sealed.add(partition);
  }

  /** From now on that is said by the mark. */
  void unseal(int partition) {
    sealed.remove(partition);
  }

  /**
   * Which records of the partition count at this moment. To be asked before they are read: data may
   * pass for older than it is, never for younger.
   */
  Predicate<IndexRecord> asOfNow(int partition) {
    boolean isWhole = isWhole(partition);
    long number = removals.number(partition);
    return record -> isWhole || record.removalNumber() >= number;
  }

  /** Whether the record counts. */
  boolean in(IndexRecord record, int partition) {
    return asOfNow(partition).test(record);
  }
}
