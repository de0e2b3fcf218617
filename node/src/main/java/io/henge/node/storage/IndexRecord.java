package io.henge.node.storage;

import io.henge.ring.version.BlobObject;
import java.util.Optional;

/**
 * What the index knows of a key.
 *
 * @param object the versions; this node holds the bytes of all that are live (rule V3)
 * @param mint the last dot made here, if any (rule V1)
 * @param chainNumber the number of the chain entry under which it was last changed
 * @param removalNumber the partition's removal number then (rule T2); 0 as long as nothing was
 *     removed
 */
public record IndexRecord(
    BlobObject object, Optional<MintMark> mint, long chainNumber, long removalNumber) {
  /** A key of which nothing is known. */
  public static final IndexRecord EMPTY = new IndexRecord(BlobObject.EMPTY, Optional.empty(), 0, 0);
}
