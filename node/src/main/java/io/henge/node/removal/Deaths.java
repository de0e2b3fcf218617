package io.henge.node.removal;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.replica.CopyChanges;
import io.henge.ring.version.BlobObject;
import java.util.BitSet;

/**
 * In which partitions of one event loop there may be something to remove, now or later, so that the
 * others need not be read. All of them, until they have been walked over once.
 */
public final class Deaths implements CopyChanges {
  private final BitSet without = new BitSet();

  @Override
  public void begun(PartitionedKey key) {
    // What comes of it is told when it has ended.
  }

  @Override
  public void ended(PartitionedKey key, BlobObject before, BlobObject after) {
    if (isMortal(after)) {
      note(key.partition());
    }
  }

  /** Whether all of it is deleted, or some of it will expire. */
  static boolean isMortal(BlobObject object) {
    return object.isDeleted()
        || object.live().stream().anyMatch(version -> version.expiresAtMillis().isPresent());
  }

  /** There is something in the partition. */
  void note(int partition) {
    without.clear(partition);
  }

  /** A walk over the partition begins, which will note what it finds. */
  void forget(int partition) {
    without.set(partition);
  }

  boolean mayBeIn(int partition) {
    return !without.get(partition);
  }
}
