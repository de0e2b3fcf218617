package io.henge.ring.placement;

import java.util.Arrays;

/** Replicas that receivers would like to have, and what each would cost. */
final class Offers {
  private long[] costs = new long[1024];
  private int[] partitions = new int[1024];
  private int[] receivers = new int[1024];
  private int count;

  void add(long cost, int partition, int receiver) {
    if (count == costs.length) {
      costs = Arrays.copyOf(costs, 2 * count);
      partitions = Arrays.copyOf(partitions, 2 * count);
      receivers = Arrays.copyOf(receivers, 2 * count);
    }
    costs[count] = cost;
    partitions[count] = partition;
    receivers[count++] = receiver;
  }

  int partition(int offer) {
    return partitions[offer];
  }

  int receiver(int offer) {
    return receivers[offer];
  }

  /** All offers, the cheapest first, equal ones by partition and then by receiver. */
  int[] inOrder() {
    int[] order = LongOrder.of(Arrays.copyOf(costs, count)).toArray();
    // Equal costs are next to each other, and so rare that moving them costs nothing.
    for (int at = 1; at < count; at++) {
      int moved = order[at];
      int to = at;
      while (to > 0 && isBeforeItsEqual(moved, order[to - 1])) {
        order[to] = order[to - 1];
        to--;
      }
      order[to] = moved;
    }
    return order;
  }

  private boolean isBeforeItsEqual(int one, int other) {
    if (costs[one] != costs[other]) {
      return false;
    }
    return partitions[one] != partitions[other]
        ? partitions[one] < partitions[other]
        : receivers[one] < receivers[other];
  }
}
