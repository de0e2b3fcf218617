package io.henge.node.message;

import io.henge.ring.version.BlobObject;

/**
 * A key's object as somebody read it, stamped with what the partition's removal number was then
 * (rule T2). However long it is on its way, it is not taken where a later removal was confirmed.
 *
 * @param object what was read
 * @param removalNumber the number at that time, 0 or more
 */
public record Snapshot(BlobObject object, long removalNumber) {
  /** The same object with less in it, as old as it is. */
  public Snapshot with(BlobObject part) {
    return new Snapshot(part, removalNumber);
  }
}
