package io.henge.client.attempt;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Until when a request is tried: up to a limit after its beginning or its last progress, and never
 * beyond what its caller allows for all of it.
 */
final class Deadline {
  /** A node that answers at its own deadline is heard. */
  private static final long MARGIN_MILLIS = 200;

  private final long limitMillis;
  private final Optional<Long> endNanos;
  private long progressNanos = System.nanoTime();

  Deadline(long limitMillis, Optional<Duration> all) {
    this.limitMillis = limitMillis;
    this.endNanos = all.map(allowed -> System.nanoTime() + allowed.toNanos());
  }

  /** How long a node is waited for that was told to answer within so many milliseconds. */
  static long withMargin(long millis) {
    return millis + MARGIN_MILLIS;
  }

  /** A byte of the body went its way. */
  void progressed() {
    progressNanos = System.nanoTime();
  }

  /** Milliseconds that are left for beginning something; 0 or less when there are none. */
  long leftMillis() {
    long now = System.nanoTime();
    long left = limitMillis - TimeUnit.NANOSECONDS.toMillis(now - progressNanos);
    return endNanos
        .map(end -> Math.min(left, TimeUnit.NANOSECONDS.toMillis(end - now)))
        .orElse(left);
  }

  /** Milliseconds until all has to be over; empty without such a limit. */
  Optional<Long> allMillis() {
    return endNanos.map(end -> TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
  }
}
