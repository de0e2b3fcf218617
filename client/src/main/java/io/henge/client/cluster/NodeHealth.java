package io.henge.client.cluster;

import java.util.concurrent.TimeUnit;

/**
 * What this client has seen of one node. One failure is enough to suspect a node, and one answer to
 * trust it again. While it is suspected it is asked last, and looked after in pauses that double
 * from {@value #PAUSE_FIRST_MILLIS} to {@value #PAUSE_MAX_MILLIS} ms. They go on doubling for one
 * that is there when it is looked after and not when it is wanted.
 *
 * <p>Thread-safe.
 */
final class NodeHealth {
  private static final long PAUSE_FIRST_MILLIS = 250;
  private static final long PAUSE_MAX_MILLIS = 4_000;

  private boolean isSuspected;
  private long pauseMillis;
  private long dueNanos;
  private long recoveredNanos;

  /**
   * It did not answer.
   *
   * @return whether it was trusted before
   */
  synchronized boolean failed(long nowNanos) {
    boolean wasTrusted = !isSuspected;
    if (wasTrusted) {
      boolean isOnceMore =
          pauseMillis > 0
              && nowNanos - recoveredNanos < TimeUnit.MILLISECONDS.toNanos(2 * PAUSE_MAX_MILLIS);
      pauseMillis = isOnceMore ? Math.min(2 * pauseMillis, PAUSE_MAX_MILLIS) : PAUSE_FIRST_MILLIS;
      dueNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    }
    isSuspected = true;
    return wasTrusted;
  }

  /**
   * It answered.
   *
   * @return whether it was suspected before
   */
  synchronized boolean answered(long nowNanos) {
    boolean wasSuspected = isSuspected;
    recoveredNanos = wasSuspected ? nowNanos : recoveredNanos;
    isSuspected = false;
    return wasSuspected;
  }

  synchronized boolean isSuspected() {
    return isSuspected;
  }

  /** Whether it is time to look after it, which then is this caller's to do. */
  synchronized boolean isDue(long nowNanos) {
    if (!isSuspected || nowNanos - dueNanos < 0) {
      return false;
    }
    pauseMillis = Math.min(2 * pauseMillis, PAUSE_MAX_MILLIS);
    dueNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    return true;
  }
}
