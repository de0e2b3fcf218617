package io.henge.node.background;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in buckets that grow with them, four to each doubling, so that a quantile is
 * known to a fourth of itself in a few hundred bytes. Many threads may add, one takes; what is
 * added meanwhile is counted now or next time.
 */
final class LatencyHistogram {
  private static final int NANOS_PER_MICRO = 1000;

  /** About a minute; what took longer is counted as that. */
  private static final long MICROS_MAX = (1L << 26) - 1;

  private static final int BUCKETS = bucketOf(MICROS_MAX) + 1;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  /** Counts one. */
  void add(long nanos) {
    counts.incrementAndGet(bucketOf(Math.max(1, Math.min(nanos / NANOS_PER_MICRO, MICROS_MAX))));
  }

  /**
   * Takes all that was counted.
   *
   * @param quantile above 0, up to 1
   * @param countMin fewer are taken and say nothing
   * @return how many there were, and that quantile of them in microseconds, rounded up
   */
  Taken take(double quantile, long countMin) {
    long[] taken = new long[BUCKETS];
    long count = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      taken[bucket] = counts.getAndSet(bucket, 0);
      count += taken[bucket];
    }
    return new Taken(
        count,
        count == 0 || count < countMin
            ? OptionalLong.empty()
            : OptionalLong.of(upperMicros(taken, (long) Math.ceil(count * quantile))));
  }

  /** What was counted. */
  record Taken(long count, OptionalLong quantileMicros) {}

  private static long upperMicros(long[] taken, long wanted) {
    long seen = taken[0];
    int bucket = 0;
    while (seen < wanted) {
      bucket++;
      seen += taken[bucket];
    }
    return lowerMicros(bucket + 1) - 1;
  }

  /** The two bits behind the highest one choose among four buckets. */
  private static int bucketOf(long micros) {
    int doubling = 63 - Long.numberOfLeadingZeros(micros);
    return doubling < 2 ? (int) micros : doubling * 4 + (int) (micros >>> (doubling - 2)) - 8;
  }

  private static long lowerMicros(int bucket) {
    return bucket < 4 ? bucket : (4L + bucket % 4) << (bucket / 4 - 1);
  }
}
