package io.henge.node.http;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A moment by which something must have happened. Used on one event loop.
 *
 * <p>Deadlines move with every request, so moving one costs no more than a field: the timer behind
 * it stays where it is unless it would come too late, and looks anew when it fires.
 */
final class Deadline {
  private final ScheduledExecutorService loop;
  private final Runnable missed;

  private boolean set;
  private long dueNanos;
  private ScheduledFuture<?> timer;
  private long timerNanos;

  /**
   * A deadline that is not set.
   *
   * @param missed runs on the loop when the moment has passed; the deadline is off then
   */
  Deadline(ScheduledExecutorService loop, Runnable missed) {
    this.loop = loop;
    this.missed = missed;
  }

  /** Sets or moves it to that many milliseconds from now. */
  void within(long millis) {
    set = true;
    dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    if (timer == null) {
      schedule();
    } else if (timerNanos - dueNanos > 0) {
      timer.cancel(false);
      schedule();
    }
  }

  /** Nothing is waited for any more. */
  void off() {
    set = false;
  }

  /** Milliseconds until the moment, 0 when it has passed or none is set. */
  long leftMillis() {
    return set ? Math.max(0, TimeUnit.NANOSECONDS.toMillis(dueNanos - System.nanoTime())) : 0;
  }

  /** Off for good: gives the timer back. */
  void close() {
    set = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void schedule() {
    timerNanos = dueNanos;
    timer =
        loop.schedule(this::look, Math.max(0, dueNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private void look() {
    timer = null;
    if (!set) {
      return;
    }
    if (dueNanos - System.nanoTime() > 0) {
      schedule();
    } else {
      set = false;
      missed.run();
    }
  }
}
