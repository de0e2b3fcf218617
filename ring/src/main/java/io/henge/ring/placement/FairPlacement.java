package io.henge.ring.placement;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a table is to come close to: how much each seat should hold, and how many of a row may stand
 * in one zone. For people; tables are drawn up from the exact fractions.
 *
 * @param shares in replicas, by seat
 * @param zoneCap the most members of one row that may stand in one zone
 */
public record FairPlacement(SortedMap<Integer, Double> shares, int zoneCap) {
  public FairPlacement {
    shares = Collections.unmodifiableSortedMap(new TreeMap<>(shares));
  }

  /**
   * What is fair among these seats.
   *
   * @param partitions how many rows there are
   * @param replicas how long each should be; as long as there are seats, if these are fewer
   */
  public static FairPlacement of(Collection<WeightedSeat> seats, int partitions, int replicas) {
    Candidates candidates = Candidates.of(seats);
    FairShare fair = FairShare.of(candidates, partitions, replicas);
    SortedMap<Integer, Double> shares = new TreeMap<>();
    for (int i = 0; i < candidates.count(); i++) {
      Ratio share = fair.share(i);
      shares.put(candidates.seat(i), (double) share.numerator() / share.denominator());
    }
    return new FairPlacement(shares, fair.zoneCap());
  }
}
