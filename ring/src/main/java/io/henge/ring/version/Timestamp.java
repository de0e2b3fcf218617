package io.henge.ring.version;

/**
 * A reading of a {@link HybridClock}: wall-clock milliseconds since 1970, and a logical count for
 * readings within one.
 *
 * @param millis from 0 to {@link #MILLIS_MAX}
 * @param logical not negative
 */
public record Timestamp(long millis, int logical) implements Comparable<Timestamp> {
  /** The end of the year 9999, the last that a date in an HTTP header can say. */
  public static final long MILLIS_MAX = 253_402_300_799_999L;

  /** Before every version's timestamp. */
  public static final Timestamp ZERO = new Timestamp(0, 0);

  public Timestamp {
    if (millis < 0 || millis > MILLIS_MAX) {
      throw new IllegalArgumentException("milliseconds from 1970 to 9999 wanted: " + millis);
    }
    if (logical < 0) {
      throw new IllegalArgumentException("a logical count is not negative: " + logical);
    }
  }

  /** The least greater timestamp: one more logical tick, carried into the milliseconds. */
  public Timestamp next() {
    return logical == Integer.MAX_VALUE
        ? new Timestamp(millis + 1, 0)
        : new Timestamp(millis, logical + 1);
  }

  /** The later of the two. */
  public static Timestamp max(Timestamp one, Timestamp two) {
    return one.compareTo(two) >= 0 ? one : two;
  }

  @Override
  public int compareTo(Timestamp other) {
    int byMillis = Long.compare(millis, other.millis);
    return byMillis != 0 ? byMillis : Integer.compare(logical, other.logical);
  }

  @Override
  public String toString() {
    return millis + "." + logical;
  }
}
