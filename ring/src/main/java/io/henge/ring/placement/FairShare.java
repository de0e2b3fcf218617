package io.henge.ring.placement;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many replicas each candidate should hold, as exact fractions, and how many of a row may stand
 * in one zone.
 *
 * <p>Shares follow the weights as far as the rules allow: a candidate holds a partition once at
 * most, and a zone holds each partition at most as often as its cap says. They are found by raising
 * one common level of replicas per weight like water: whoever reaches its limit is frozen there,
 * and the rest go on rising. This is the max-min fair solution, and it is unique.
 *
 * <p>All frozen amounts are whole (a candidate at Q replicas, a zone at a multiple of Q), so every
 * level is a quotient of two integers.
 */
final class FairShare {
  private final Candidates candidates;
  private final int partitions;
  private final int zoneCap;
  private final Ratio[] shares;

  // What is still to be given out, in all and at most per zone, and the weights it is shared by.
  private long rest;
  private long restWeight;
  private final long[] zoneRoom;
  private final long[] zoneWeight;

  private FairShare(Candidates candidates, int partitions, int replicas) {
    this.candidates = candidates;
    this.partitions = partitions;
    int width = Math.min(replicas, candidates.count());
    zoneCap = zoneCap(candidates, replicas, width);
    shares = new Ratio[candidates.count()];
    rest = (long) width * partitions;
    zoneRoom = new long[candidates.zoneCount()];
    Arrays.setAll(zoneRoom, z -> (long) Math.min(zoneCap, candidates.zoneSize(z)) * partitions);
    zoneWeight = new long[candidates.zoneCount()];
    for (int i = 0; i < candidates.count(); i++) {
      zoneWeight[candidates.zoneOf(i)] += candidates.weight(i);
      restWeight += candidates.weight(i);
    }
  }

  /** The shares of {@code partitions} rows of {@code replicas} (or all candidates, if fewer). */
  static FairShare of(Candidates candidates, int partitions, int replicas) {
    FairShare fair = new FairShare(candidates, partitions, replicas);
    while (fair.restWeight > 0) {
      fair.raise();
    }
    return fair;
  }

  Ratio share(int candidate) {
    return shares[candidate];
  }

  /** The most members of one row that may stand in one zone. */
  int zoneCap() {
    return zoneCap;
  }

  private static int zoneCap(Candidates candidates, int replicas, int width) {
    int zones = candidates.zoneCount();
    int cap = zones >= replicas ? 1 : (replicas + zones - 1) / zones;
    // Small zones cannot use a cap beyond their size; then the others must take more.
    while (seatsWithin(candidates, cap) < width) {
      cap++;
    }
    return cap;
  }

  private static int seatsWithin(Candidates candidates, int cap) {
    return IntStream.range(0, candidates.zoneCount())
        .map(z -> Math.min(cap, candidates.zoneSize(z)))
        .sum();
  }

  /** Raises the level to the next limit that anybody meets, and freezes those who meet it. */
  private void raise() {
    Ratio level = new Ratio(rest, restWeight);
    int heaviest = heaviestRising();
    Ratio candidateLimit = new Ratio(partitions, heaviest);
    boolean candidateLimits = candidateLimit.compareTo(level) < 0;
    if (candidateLimits) {
      level = candidateLimit;
    }
    int limitingZone = -1;
    for (int z = 0; z < zoneRoom.length; z++) {
      if (zoneWeight[z] > 0) {
        Ratio zoneLimit = new Ratio(zoneRoom[z], zoneWeight[z]);
        if (zoneLimit.compareTo(level) < 0) {
          level = zoneLimit;
          limitingZone = z;
        }
      }
    }
    if (limitingZone >= 0) {
      freezeZone(limitingZone, level);
    } else if (candidateLimits) {
      freezeHeaviest(heaviest);
    } else {
      freezeAll(level);
    }
  }

  private int heaviestRising() {
    return rising().map(candidates::weight).max().orElseThrow();
  }

  private IntStream rising() {
    return IntStream.range(0, shares.length).filter(i -> shares[i] == null);
  }

  private void freezeZone(int zone, Ratio level) {
    rising()
        .filter(i -> candidates.zoneOf(i) == zone)
        .forEach(i -> shares[i] = level.times(candidates.weight(i)));
    rest -= zoneRoom[zone];
    restWeight -= zoneWeight[zone];
    zoneRoom[zone] = 0;
    zoneWeight[zone] = 0;
  }

  private void freezeHeaviest(int heaviest) {
    rising()
        .filter(i -> candidates.weight(i) == heaviest)
        .forEach(
            i -> {
              shares[i] = new Ratio(partitions, 1);
              rest -= partitions;
              restWeight -= heaviest;
              zoneRoom[candidates.zoneOf(i)] -= partitions;
              zoneWeight[candidates.zoneOf(i)] -= heaviest;
            });
  }

  private void freezeAll(Ratio level) {
    rising().forEach(i -> shares[i] = level.times(candidates.weight(i)));
    rest = 0;
    restWeight = 0;
  }
}
