package io.henge.node.storage;

/** What room on the disk is wanted for. When it becomes short, the first of these stops first. */
public enum SpaceUse {
  /** The body of a new version: stops at the reserve. */
  NEW_BODY(1),
  /** A body that other nodes hold and this one should: goes on to a half of the reserve. */
  REPAIR(2),
  /** A change without a body, which may be the tombstone that makes room: to an eighth of it. */
  RECORD(8);

  private final int divisor;

  SpaceUse(int divisor) {
    this.divisor = divisor;
  }

  /** What must stay free on the disk, in bytes. */
  long floorBytes(long reserveBytes) {
    return reserveBytes / divisor;
  }
}
