package io.henge.node.removal;

/**
 * How long deleted keys are remembered, in milliseconds.
 *
 * @param keepMillis how old the youngest version of a key must be, 1 or more: as long, a retry of
 *     what was deleted is known for one, and a reader hears that there was something
 * @param watchMillis how long at least this node must have seen the key unchanged, by its own time:
 *     a wall clock may be wrong; 1 to {@code keepMillis}
 * @param intervalMillis from the beginning of a round to that of the next, 1 or more
 */
public record RemovalSettings(long keepMillis, long watchMillis, long intervalMillis) {
  private static final long WATCH_MILLIS_MAX = 60_000;
  private static final long INTERVAL_MILLIS_MIN = 1_000;
  private static final long INTERVAL_MILLIS_MAX = 300_000;

  public RemovalSettings {
    if (watchMillis < 1 || keepMillis < watchMillis || intervalMillis < 1) {
      throw new IllegalArgumentException(
          "tombstones kept for %d ms, watched for %d ms, every %d ms"
              .formatted(keepMillis, watchMillis, intervalMillis));
    }
  }

  /** Those with which a tombstone is gone soon after it may be. */
  public static RemovalSettings keeping(long keepMillis) {
    long interval = Math.min(INTERVAL_MILLIS_MAX, Math.max(INTERVAL_MILLIS_MIN, keepMillis / 3));
    return new RemovalSettings(keepMillis, Math.min(keepMillis, WATCH_MILLIS_MAX), interval);
  }
}
