package io.henge.node.coordinator;

/**
 * How long the last few hundred answers took: a histogram that forgets.
 *
 * <p>Buckets grow by a third to a half each, which is as exact as a delay needs to be. Each time
 * that a window of answers has come, all counts are halved: old answers fade, and nothing has to be
 * remembered one by one.
 */
final class RecentLatencies {
  /** After so many answers all counts are halved; an answer of two windows ago counts a quarter. */
  static final int WINDOW = 256;

  /** 1, 2, 3, 4, 6, 8, 12, 16 and so on: the upper bounds of the buckets, the last one open. */
  private static final int BUCKETS = 32;

  private final double[] counts = new double[BUCKETS];
  private double total;

  /** Notes an answer that took so many milliseconds, 0 or more. */
  void add(long millis) {
    if (total >= WINDOW) {
      halve();
    }
    counts[bucketOf(millis)]++;
    total++;
  }

  private void halve() {
    total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] /= 2;
      total += counts[i];
    }
  }

  /** How many answers the histogram speaks of, those that fade counted in part. */
  double count() {
    return total;
  }

  /**
   * A time in milliseconds within which that share of the recent answers came, rounded up to the
   * next bucket; 0 before the first answer.
   *
   * @param share over 0, at most 1
   */
  long quantileMillis(double share) {
    double wanted = share * total;
    double seen = 0;
    int last = 0;
    for (int i = 0; i < BUCKETS && seen < wanted; i++) {
      seen += counts[i];
      last = counts[i] > 0 ? i : last;
    }
    return total > 0 ? boundOf(last) : 0;
  }

  private static int bucketOf(long millis) {
    int bucket = 0;
    while (bucket < BUCKETS - 1 && boundOf(bucket) < millis) {
      bucket++;
    }
    return bucket;
  }

  /** The upper bound of a bucket. */
  static long boundOf(int bucket) {
    boolean isPowerOfTwo = bucket == 0 || bucket % 2 == 1;
    return isPowerOfTwo ? 1L << ((bucket + 1) / 2) : 3L << (bucket / 2 - 1);
  }
}
