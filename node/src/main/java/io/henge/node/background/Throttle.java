package io.henge.node.background;

/**
 * Keeps work to a rate by pauses in proportion to the work done: what a step has used of the rate
 * is waited for after it. A step that took longer than its share waits no more, and what was lost
 * is not made up for. Not thread-safe.
 */
public final class Throttle {
  private static final long MILLIS_PER_SECOND = 1000;

  /** Pauses shorter than this are saved up: timers are not finer. */
  private static final double PAUSE_MILLIS_MIN = 1;

  private double owedMillis;

  /**
   * How long to pause after a step.
   *
   * @param units what the step did, 0 or more
   * @param unitsPerSecond the rate; {@link Long#MAX_VALUE} for none
   * @param tookMillis how long the step itself took
   */
  public long pauseMillis(long units, long unitsPerSecond, long tookMillis) {
    double share =
        unitsPerSecond == Long.MAX_VALUE ? 0 : (double) units * MILLIS_PER_SECOND / unitsPerSecond;
    owedMillis = Math.max(0, owedMillis + share - tookMillis);
    if (owedMillis < PAUSE_MILLIS_MIN) {
      return 0;
    }
    long pause = (long) owedMillis;
    owedMillis -= pause;
    return pause;
  }
}
