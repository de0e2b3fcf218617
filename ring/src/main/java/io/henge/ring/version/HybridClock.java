package io.henge.ring.version;

import java.util.function.LongSupplier;

/**
 * A clock that follows the wall clock but never stands still, never runs back, and is always later
 * than what it is told of: a version's timestamp exceeds every one in its past, however wrong the
 * clocks of the nodes that minted them are. One thread at a time; a node has one clock per thread
 * that mints, since timestamps need not differ between versions (the dot decides then).
 */
public final class HybridClock {
  private final LongSupplier wallMillis;
  private Timestamp last = Timestamp.ZERO;

  /**
   * @param wallMillis milliseconds since 1970; may jump in either direction, and is clipped to what
   *     a {@link Timestamp} can say
   */
  public HybridClock(LongSupplier wallMillis) {
    this.wallMillis = wallMillis;
  }

  /** The time, later than {@code past} and than all that this clock has returned. */
  public Timestamp after(Timestamp past) {
    long millis = Math.max(0, Math.min(wallMillis.getAsLong(), Timestamp.MILLIS_MAX));
    Timestamp now = new Timestamp(millis, 0);
    Timestamp floor = Timestamp.max(past, last);
    last = now.compareTo(floor) > 0 ? now : floor.next();
    return last;
  }
}
