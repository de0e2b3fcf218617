package io.henge.ring.placement;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Sorts positions by keys without a box for each of them. */
final class LongOrder {
  private LongOrder() {}

  /** The positions 0..length-1, the lowest signed key first, equal ones by position. */
  static IntStream of(long[] keys) {
    long[] sorted = keys.clone();
    Arrays.sort(sorted);
    int[] next = new int[keys.length];
    int[] order = new int[keys.length];
    for (int position = 0; position < keys.length; position++) {
      int rank = lowest(sorted, keys[position]);
      order[rank + next[rank]++] = position;
    }
    return Arrays.stream(order);
  }

  private static int lowest(long[] sorted, long key) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
