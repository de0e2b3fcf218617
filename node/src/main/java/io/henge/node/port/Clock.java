package io.henge.node.port;

/** Time, and things to do later. Actions run on the caller's event loop. */
public interface Clock {
  /**
   * Milliseconds since 1970 by this machine's clock, which may jump. Orders siblings and says what
   * has expired, no more.
   */
  long wallMillis();

  /** Milliseconds since some fixed moment; never runs backwards. */
  long monotonicMillis();

  /** The same clock, as finely as it can be read. */
  default long monotonicNanos() {
    return monotonicMillis() * 1_000_000;
  }

  /** Runs the action once, after at least that many milliseconds (1 or more). */
  Timer after(long delayMillis, Runnable action);

  /** Something that is to happen later. */
  interface Timer {
    /** Sees to it that the action will not run; no effect when it has run. */
    void cancel();
  }
}
