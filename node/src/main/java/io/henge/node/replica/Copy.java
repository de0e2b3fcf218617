package io.henge.node.replica;

import io.henge.node.storage.IndexRecord;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;

/**
 * What is stored of a key, and whether this node may believe it.
 *
 * <p>Where a partition is unfilled, its index may have fallen behind: a backup, or a disk that lost
 * its last writes. A record that was stored under a lower removal number than the partition's may
 * then be of a version whose tombstone everybody has confirmed and forgotten. It is a cache of
 * bytes, for versions that others name, and no word of it is repeated.
 *
 * @param stored the record
 * @param isBelieved whether it counts
 */
record Copy(IndexRecord stored, boolean isBelieved) {
  /** What is known of the key. */
  BlobObject object() {
    return isBelieved ? stored.object() : BlobObject.EMPTY;
  }

  /** Whether the version's bytes are here, or it has none. */
  boolean holds(Dot dot) {
    return stored.object().version(dot).isPresent() && !stored.damaged().contains(dot);
  }
}
