package io.henge.contract;

/**
 * When somebody looks at a key.
 *
 * @param begunAt by the clock of the story
 * @param wallMillis by the wall clock of the node that was asked, which alone decides what has
 *     expired and is still there
 * @param latestMillis the latest that any node's wall clock has shown: what had expired by then may
 *     have been removed, and is gone for all (rule T4)
 */
public record Look(long begunAt, long wallMillis, long latestMillis) {
  /** At a key of which nothing ever expires. */
  public static Look whereNothingExpires(long begunAt) {
    return new Look(begunAt, Long.MIN_VALUE, Long.MIN_VALUE);
  }
}
