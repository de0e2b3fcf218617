package io.henge.ring.placement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Weighted rendezvous: how dear each candidate is to each partition, the cheapest being preferred.
 *
 * <p>The cost is -log2(hash) / weight in fixed point, so a candidate of double weight is the
 * cheapest of all twice as often. Costs depend on partition, seat and weight alone: a joining or
 * leaving member never reorders the others.
 */
final class Rendezvous {
  // With costs below 2^38 << 20 there is room for the sign, and a weight of 1000 keeps 48 bits.
  private static final int PRECISION_BITS = 20;

  private final Candidates candidates;

  Rendezvous(Candidates candidates) {
    this.candidates = candidates;
  }

  /** The hash that a partition and a seat share; unsigned. */
  static long pairHash(int partition, int seat) {
    return pairHash(Mix64.seedOfPartition(partition), Mix64.seedOfSeat(seat));
  }

  private static long pairHash(long partitionSeed, long seatSeed) {
    return Mix64.mix(partitionSeed ^ seatSeed);
  }

  /** Writes the cost of every candidate for this partition into {@code costs}, by candidate. */
  void costs(int partition, long[] costs) {
    long partitionSeed = Mix64.seedOfPartition(partition);
    for (int i = 0; i < candidates.count(); i++) {
      long distance = NegativeLog2.of(pairHash(partitionSeed, candidates.seed(i)));
      costs[i] = (distance << PRECISION_BITS) / candidates.weight(i);
    }
  }

  /** All candidates, the cheapest for this partition first, equal ones by seat. */
  int[] order(int partition) {
    long[] costs = new long[candidates.count()];
    costs(partition, costs);
    return IntStream.range(0, costs.length)
        .boxed()
        .sorted(Comparator.comparingLong(i -> costs[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * The partitions 0..count-1 in an order that looks random, by the hash of stride * p + salt.
   *
   * @param stride odd, so that no two partitions share a hash
   */
  static int[] hashedOrder(int partitionCount, long stride, long salt) {
    long[] ranked = new long[partitionCount];
    for (int p = 0; p < partitionCount; p++) {
      ranked[p] = orderKey(stride * p + salt);
    }
    Arrays.sort(ranked);
    int[] order = new int[partitionCount];
    for (int p = 0; p < partitionCount; p++) {
      order[Arrays.binarySearch(ranked, orderKey(stride * p + salt))] = p;
    }
    return order;
  }

  private static long orderKey(long word) {
    // Flipping the top bit makes the signed order of the keys the unsigned order of the hashes.
    return Mix64.mix(word) ^ Long.MIN_VALUE;
  }
}
