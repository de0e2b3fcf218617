package io.henge.bench.load;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a round, or the median of several, came to.
 *
 * @param perSecond answered requests per second
 * @param megabytesPerSecond 10^6 bytes of bodies per second
 * @param p50Millis the latency that half of the requests did not exceed
 * @param p99Millis the latency that 99 of 100 did not exceed
 * @param maxMillis the longest latency
 * @param absent how many were answered by there being no such blob
 * @param failed how many failed in any other way
 */
record Figures(
    double perSecond,
    double megabytesPerSecond,
    double p50Millis,
    double p99Millis,
    double maxMillis,
    double absent,
    double failed) {

  /** The median of each figure by itself. */
  static Figures medianOf(List<Figures> rounds) {
    return new Figures(
        median(rounds, Figures::perSecond),
        median(rounds, Figures::megabytesPerSecond),
        median(rounds, Figures::p50Millis),
        median(rounds, Figures::p99Millis),
        median(rounds, Figures::maxMillis),
        median(rounds, Figures::absent),
        median(rounds, Figures::failed));
  }

  private static double median(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  /** The middle one of at least one value; the mean of the two in the middle of an even number. */
  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
