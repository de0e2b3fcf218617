package io.henge.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The latencies and counts of one operation in one round. */
final class Tally {
  /** Longer latencies count as this. */
  private static final long LATENCY_NANOS_MAX = TimeUnit.HOURS.toNanos(1);

  private static final double NANOS_PER_MILLI = 1e6;

  private final Histogram latencies = new Histogram(LATENCY_NANOS_MAX, 3);
  private long inTime;
  private long inTimeBytes;
  private long absent;
  private long failed;

  /**
   * Counts a request with the answer that was asked for.
   *
   * @param bytes of its body, in either direction
   * @param beforeEnd whether it was complete before the end of the round, and so counts for the
   *     throughput
   */
  void succeeded(long latencyNanos, long bytes, boolean beforeEnd) {
    record(latencyNanos);
    if (beforeEnd) {
      inTime++;
      inTimeBytes += bytes;
    }
  }

  /** Counts a request that was answered by there being no such blob. */
  void absent(long latencyNanos, boolean beforeEnd) {
    succeeded(latencyNanos, 0, beforeEnd);
    absent++;
  }

  /** Counts a request that failed, or that nobody got round to sending; the latency counts too. */
  void failed(long latencyNanos) {
    record(latencyNanos);
    failed++;
  }

  private void record(long latencyNanos) {
    latencies.recordValue(Math.max(0, Math.min(latencyNanos, LATENCY_NANOS_MAX)));
  }

  /** What is shown of a round that took so long. */
  Figures figures(double seconds) {
    return new Figures(
        inTime / seconds,
        inTimeBytes / seconds / 1e6,
        latencies.getValueAtPercentile(50) / NANOS_PER_MILLI,
        latencies.getValueAtPercentile(99) / NANOS_PER_MILLI,
        latencies.getMaxValue() / NANOS_PER_MILLI,
        absent,
        failed);
  }
}
