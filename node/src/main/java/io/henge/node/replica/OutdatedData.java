package io.henge.node.replica;

/**
 * Data that was read before a removal which the receiver has confirmed (rule T2). Nothing was done.
 * Without a stack trace.
 */
public final class OutdatedData extends RuntimeException {
  private final long removalNumber;

  /**
   * @param removalNumber the receiver's
   */
  public OutdatedData(long removalNumber) {
    super(
        "the data was read before removal " + removalNumber + " of its partition",
        null,
        false,
        false);
    this.removalNumber = removalNumber;
  }

  /** Below which the receiver takes nothing. */
  public long removalNumber() {
    return removalNumber;
  }
}
