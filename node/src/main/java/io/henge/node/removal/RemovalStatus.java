package io.henge.node.removal;

import io.henge.ring.Seat;
import java.util.HashMap;
import java.util.Map;

/**
 * How the removing stands in the partitions that this node takes care of, as of the last round.
 *
 * @param waitingKeys deleted or expired keys that are still there
 * @param oldestMillis when the oldest of them was written last, in milliseconds since 1970 by its
 *     timestamp; {@link Long#MAX_VALUE} when there are none
 * @param waitingFor in how many partitions nothing could be removed for want of the member on that
 *     seat: it did not answer, or is being filled
 */
public record RemovalStatus(long waitingKeys, long oldestMillis, Map<Seat, Integer> waitingFor) {
  /** Nothing waits. */
  public static final RemovalStatus NOTHING = new RemovalStatus(0, Long.MAX_VALUE, Map.of());

  private static final double MILLIS_PER_SECOND = 1000;

  public RemovalStatus {
    waitingFor = Map.copyOf(waitingFor);
  }

  /** The age of the oldest in seconds, by a wall clock that says so; 0 without any. */
  public double ageSeconds(long nowMillis) {
    return waitingKeys == 0 ? 0 : Math.max(0, nowMillis - oldestMillis) / MILLIS_PER_SECOND;
  }

  /** Both together. */
  public RemovalStatus plus(RemovalStatus other) {
    Map<Seat, Integer> both = new HashMap<>(waitingFor);
    other.waitingFor.forEach((seat, count) -> both.merge(seat, count, Integer::sum));
    return new RemovalStatus(
        waitingKeys + other.waitingKeys, Math.min(oldestMillis, other.oldestMillis), both);
  }
}
