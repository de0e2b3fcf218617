package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.version.BlobObject;
import java.util.List;

/**
 * Is told of every step that may change the copy of a key, on the event loop of its partition.
 * Steps of one key never overlap.
 */
public interface CopyChanges {
  /** Nobody wants to know. */
  CopyChanges UNOBSERVED =
      new CopyChanges() {
        @Override
        public void begun(PartitionedKey key) {
          // Not of interest.
        }

        @Override
        public void ended(PartitionedKey key, BlobObject before, BlobObject after) {
          // Not of interest.
        }
      };

  /** Tells all of these, in their order. */
  static CopyChanges all(CopyChanges... watchers) {
    List<CopyChanges> told = List.of(watchers);
    return new CopyChanges() {
      @Override
      public void begun(PartitionedKey key) {
        told.forEach(watcher -> watcher.begun(key));
      }

      @Override
      public void ended(PartitionedKey key, BlobObject before, BlobObject after) {
        told.forEach(watcher -> watcher.ended(key, before, after));
      }
    };
  }

  /** A step begins; what it leaves is told by {@link #ended}, whatever happens. */
  void begun(PartitionedKey key);

  /**
   * A step has ended.
   *
   * @param before what was stored when it began, believed or not
   * @param after what is stored now; the same when it changed nothing or failed
   */
  void ended(PartitionedKey key, BlobObject before, BlobObject after);
}
