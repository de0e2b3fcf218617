package io.henge.ring.placement;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/**
 * The seats among which a table is drawn up, in the form that the algorithms want.
 *
 * <p>Candidates are numbered 0, 1, 2 … by ascending seat, zones likewise by ascending zone; every
 * other class of the package speaks of these indices. Immutable.
 */
final class Candidates {
  private final WeightedSeat[] bySeat;
  private final long[] seeds;
  private final int[] zoneNumbers;
  private final int[] zoneOf;
  private final int[] zoneSizes;

  private Candidates(WeightedSeat[] bySeat) {
    this.bySeat = bySeat;
    seeds = Arrays.stream(bySeat).mapToLong(s -> Mix64.seedOfSeat(s.seat())).toArray();
    zoneNumbers = Arrays.stream(bySeat).mapToInt(WeightedSeat::zone).sorted().distinct().toArray();
    zoneOf = new int[bySeat.length];
    zoneSizes = new int[zoneNumbers.length];
    for (int i = 0; i < bySeat.length; i++) {
      zoneOf[i] = Arrays.binarySearch(zoneNumbers, bySeat[i].zone());
      zoneSizes[zoneOf[i]]++;
    }
  }

  /** Throws IllegalArgumentException when there is no seat, or one seat occurs twice. */
  static Candidates of(Collection<WeightedSeat> seats) {
    if (seats.isEmpty()) {
      throw new IllegalArgumentException("a ring has at least one member");
    }
    WeightedSeat[] bySeat = seats.toArray(WeightedSeat[]::new);
    Arrays.sort(bySeat, Comparator.comparingInt(WeightedSeat::seat));
    for (int i = 1; i < bySeat.length; i++) {
      if (bySeat[i].seat() == bySeat[i - 1].seat()) {
        throw new IllegalArgumentException("seat " + bySeat[i].seat() + " occurs twice");
      }
    }
    return new Candidates(bySeat);
  }

  int count() {
    return bySeat.length;
  }

  int seat(int candidate) {
    return bySeat[candidate].seat();
  }

  /** The candidate on a seat, or -1 when there is none. */
  int indexOf(int seat) {
    int low = 0;
    int high = bySeat.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (bySeat[middle].seat() == seat) {
        return middle;
      }
      if (bySeat[middle].seat() < seat) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  int weight(int candidate) {
    return bySeat[candidate].weight();
  }

  /** The hash of the candidate's seat: unsigned, and the tie-break wherever one is needed. */
  long seed(int candidate) {
    return seeds[candidate];
  }

  /** The index of the candidate's zone. */
  int zoneOf(int candidate) {
    return zoneOf[candidate];
  }

  int zoneCount() {
    return zoneNumbers.length;
  }

  /** The zone's own number, as the members give it. */
  int zoneNumber(int zone) {
    return zoneNumbers[zone];
  }

  /** How many candidates the zone has. */
  int zoneSize(int zone) {
    return zoneSizes[zone];
  }
}
