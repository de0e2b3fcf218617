package io.henge.node.repair;

/**
 * The last comparison of a partition with the other owners of its row.
 *
 * @param endedMillis when it ended, on the monotonic clock
 * @param wholeMillis when one last ended that reached all of them; if none has, since when these
 *     are the owners, as far as this process has seen
 * @param result how it went
 * @param keys of which something was moved
 * @param bytes of bodies that were moved
 */
public record Round(long endedMillis, long wholeMillis, Result result, long keys, long bytes) {
  private static final double MILLIS_PER_SECOND = 1000;

  /** Seconds since the partition was compared with all of them, at a time of that clock. */
  public double ageSeconds(long nowMillis) {
    return (nowMillis - wholeMillis) / MILLIS_PER_SECOND;
  }

  /** How it went. */
  public enum Result {
    /** All hold the same. */
    EQUAL,
    /** They differed, and what was missing was moved. */
    REPAIRED,
    /** An owner could not be compared with, or not all that is missing could be moved. */
    INCOMPLETE
  }
}
