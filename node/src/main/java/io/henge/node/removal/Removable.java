package io.henge.node.removal;

import io.henge.ring.version.BlobObject;

/** What may be removed once everybody has it. */
final class Removable {
  private Removable() {}

  /**
   * Whether nobody can see anything of the key at that time, in milliseconds since 1970: all its
   * versions are tombstones, or expired, or hidden because they are late attempts at what was
   * replaced.
   */
  static boolean isRemovable(BlobObject object, long nowMillis) {
    return !object.isEmpty() && object.siblings().unexpired(nowMillis).shown().isEmpty();
  }
}
