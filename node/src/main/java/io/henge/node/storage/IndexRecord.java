package io.henge.node.storage;

import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import java.util.Optional;
import java.util.Set;

/**
 * What the index knows of a key.
 *
 * @param object the versions; this node holds the bytes of all that are live (rule V3), but for the
 *     damaged ones
 * @param mint the last dot made here, if any (rule V1)
 * @param chainNumber the number of the chain entry under which it was last changed
 * @param removalNumber the partition's removal number then (rule T2); 0 as long as nothing was
 *     removed
 * @param damaged live versions whose bytes were here and are not any more; not looked at when a
 *     change is stored
 */
public record IndexRecord(
    BlobObject object,
    Optional<MintMark> mint,
    long chainNumber,
    long removalNumber,
    Set<Dot> damaged) {
  /** A key of which nothing is known. */
  public static final IndexRecord EMPTY = new IndexRecord(BlobObject.EMPTY, Optional.empty(), 0, 0);

  public IndexRecord {
    damaged = Set.copyOf(damaged);
  }

  /** A record without damage. */
  public IndexRecord(
      BlobObject object, Optional<MintMark> mint, long chainNumber, long removalNumber) {
    this(object, mint, chainNumber, removalNumber, Set.of());
  }

  /** The same with these versions damaged. */
  public IndexRecord withDamaged(Set<Dot> dots) {
    return new IndexRecord(object, mint, chainNumber, removalNumber, dots);
  }
}
