package io.henge.node.replica;

import io.henge.node.storage.BlobStore;
import io.henge.node.storage.IndexRecord;
import java.util.function.Predicate;

/**
 * Which records of this node count. In a filled partition all do. In another one the index may have
 * fallen behind, and show what was removed since; those records count that were stored under the
 * floor of this node or a higher number, as none of them can have been removed ({@link
 * Removals#floor}). The rest is a cache of bytes (see {@link Copy}).
 */
final class Belief {
  private final BlobStore store;
  private final Removals removals;

  Belief(BlobStore store, Removals removals) {
    this.store = store;
    this.removals = removals;
  }

  /** Whether all records of the partition count. */
  boolean isWhole(int partition) {
    return store.isFilled(partition);
  }

  /**
   * Which records of the partition count at this moment. To be asked before they are read: data may
   * pass for older than it is, never for younger.
   */
  Predicate<IndexRecord> asOfNow(int partition) {
    boolean isWhole = isWhole(partition);
    long floor = removals.floor(partition);
    return record -> isWhole || record.removalNumber() >= floor;
  }

  /** Whether the record counts. */
  boolean in(IndexRecord record, int partition) {
    return asOfNow(partition).test(record);
  }
}
