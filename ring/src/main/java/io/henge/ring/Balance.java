package io.henge.ring;

import io.henge.ring.placement.FairPlacement;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How evenly a layout spreads the data.
 *
 * @param members by ascending seat
 * @param zoneCap the most members of one row that should stand in one zone
 * @param crowded how many rows have more than that in some zone
 */
public record Balance(List<Load> members, int zoneCap, int crowded) {
  public Balance {
    members = List.copyOf(members);
  }

  /**
   * What one member holds.
   *
   * @param partitions how many rows it is in
   * @param primary in how many of them it is the primary
   * @param wanted in how many it should be by weights and zones
   */
  public record Load(Member member, int partitions, int primary, double wanted) {
    /** By how many partitions it has too much. */
    public double deviation() {
      return partitions - wanted;
    }

    /** What it holds for each unit of its weight. */
    double perWeight() {
      return (double) partitions / member.weight();
    }
  }

  /** The balance of a layout. */
  public static Balance of(Layout layout) {
    FairPlacement fair =
        FairPlacement.of(
            layout.members().stream().map(Member::weightedSeat).toList(),
            layout.partitions().count(),
            layout.replicas());
    Map<Seat, Integer> held = new HashMap<>();
    Map<Seat, Integer> primary = new HashMap<>();
    int crowded = 0;
    for (int partition = 0; partition < layout.partitions().count(); partition++) {
      List<Seat> row = layout.rowOf(partition);
      row.forEach(seat -> held.merge(seat, 1, Integer::sum));
      primary.merge(row.get(0), 1, Integer::sum);
      crowded += mostInOneZone(layout, row) > fair.zoneCap() ? 1 : 0;
    }
    List<Load> members = new ArrayList<>();
    for (Member member : layout.members()) {
      members.add(
          new Load(
              member,
              held.getOrDefault(member.seat(), 0),
              primary.getOrDefault(member.seat(), 0),
              fair.shares().get(member.seat().number())));
    }
    return new Balance(members, fair.zoneCap(), crowded);
  }

  private static int mostInOneZone(Layout layout, List<Seat> row) {
    Map<Integer, Integer> inZone = new HashMap<>();
    row.forEach(seat -> inZone.merge(layout.member(seat).zone(), 1, Integer::sum));
    return inZone.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** What the fullest member holds, relative to the mean, both for each unit of weight. */
  public double maxToMean() {
    return perWeight().getMax() / perWeight().getAverage();
  }

  /** What the emptiest member holds, likewise. */
  public double minToMean() {
    return perWeight().getMin() / perWeight().getAverage();
  }

  private DoubleSummaryStatistics perWeight() {
    return members.stream().mapToDouble(Load::perWeight).summaryStatistics();
  }
}
