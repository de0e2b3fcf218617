package io.henge.client.attempt;

import java.util.Arrays;
import java.util.OptionalLong;

/** How long the last answers took, over all nodes. Thread-safe. */
public final class Latencies {
  private static final int WINDOW = 256;
  private static final int NEEDED = 64;
  private static final int RENEWED_EACH = 32;
  private static final double QUANTILE = 0.95;

  private final long[] nanos = new long[WINDOW];
  private long count;
  private OptionalLong quantile = OptionalLong.empty();

  /** One more. */
  public synchronized void add(long took) {
    nanos[(int) (count % WINDOW)] = took;
    count++;
    if (count >= NEEDED && count % RENEWED_EACH == 0) {
      long[] sorted = Arrays.copyOf(nanos, (int) Math.min(count, WINDOW));
      Arrays.sort(sorted);
      quantile = OptionalLong.of(sorted[(int) (QUANTILE * (sorted.length - 1))]);
    }
  }

  /** What all but one of twenty stay below, in nanoseconds; empty while too few are known. */
  public synchronized OptionalLong quantile() {
    return quantile;
  }
}
