package io.henge.ring.placement;

import java.util.Arrays;
import java.util.Collection;

/**
 * The first assignment table of a ring, as a pure function of its members.
 *
 * <p>Partitions are served in hashed order. Each takes the cheapest candidates that still have
 * quota and whose zone is not full in this row, except where waiting would make the rest
 * impossible: with R rows left, this one included, a candidate that needs R more replicas must be
 * taken now, and a zone that needs more than the R-1 later rows can give it must be served now.
 * Quotas can always be laid out in rows (put the replicas on a line, zone by zone, and wrap it at
 * the number of partitions: nobody meets a row twice, no zone more often than its cap), and these
 * two bounds are exact; so the greedy choice never gets stuck and never needs to be repaired.
 *
 * <p>At last the rows are reordered by {@link PrimaryBalance}.
 */
public final class FoundingTable {
  /** Of the order in which partitions are served. */
  static final long ORDER_SALT = 99;

  private static final int ANY_ZONE = -1;
  private static final long TAKEN = Long.MAX_VALUE; // above every cost

  private final Candidates candidates;
  private final int partitions;
  private final int width;
  private final int zoneCap;

  // What each candidate and each zone is still due from the rows not yet filled.
  private final int[] need;
  private final int[] zoneNeed;

  // The row that is being filled: its slice of the table, its zones, and everybody's cost for it.
  private final int[] table;
  private int next;
  private final int[] zonesInRow;
  private final long[] costs;

  private FoundingTable(Candidates candidates, int partitions, int replicas) {
    this.candidates = candidates;
    this.partitions = partitions;
    width = Math.min(replicas, candidates.count());
    FairShare shares = FairShare.of(candidates, partitions, replicas);
    zoneCap = shares.zoneCap();
    need = Quotas.of(candidates, shares, width * partitions, new int[candidates.count()]);
    zoneNeed = new int[candidates.zoneCount()];
    for (int i = 0; i < need.length; i++) {
      zoneNeed[candidates.zoneOf(i)] += need[i];
    }
    table = new int[partitions * width];
    zonesInRow = new int[candidates.zoneCount()];
    costs = new long[candidates.count()];
  }

  /**
   * Draws up the table: {@code partitions} rows of min(replicas, members) distinct seats each, one
   * row after the other, the primary of a row first.
   *
   * @throws IllegalArgumentException when there are no members, one seat occurs twice, or a count
   *     is not positive
   */
  public static int[] of(Collection<WeightedSeat> members, int partitions, int replicas) {
    if (partitions < 1 || replicas < 1) {
      throw new IllegalArgumentException(
          "a table has at least one row and one column, not " + partitions + " x " + replicas);
    }
    Candidates candidates = Candidates.of(members);
    FoundingTable founding = new FoundingTable(candidates, partitions, replicas);
    founding.fill();
    PrimaryBalance.balance(candidates, founding.table, founding.width);
    return founding.seats();
  }

  private void fill() {
    Rendezvous rendezvous = new Rendezvous(candidates);
    int rowsLeft = partitions;
    for (int partition : Rendezvous.hashedOrder(partitions, Mix64.GAMMA, ORDER_SALT)) {
      rendezvous.costs(partition, costs);
      fillRow(partition, rowsLeft - 1);
      rowsLeft--;
    }
  }

  private void fillRow(int partition, int rowsAfter) {
    Arrays.fill(zonesInRow, 0);
    next = partition * width;
    int end = next + width;
    for (int i = 0; i < need.length; i++) {
      if (need[i] > rowsAfter) {
        take(i);
      }
    }
    for (int z = 0; z < zoneNeed.length; z++) {
      while (zoneNeed[z] > (long) zoneCap * rowsAfter) {
        take(cheapest(z));
      }
    }
    while (next < end) {
      take(cheapest(ANY_ZONE));
    }
  }

  private void take(int candidate) {
    table[next++] = candidate;
    zonesInRow[candidates.zoneOf(candidate)]++;
    need[candidate]--;
    zoneNeed[candidates.zoneOf(candidate)]--;
    costs[candidate] = TAKEN;
  }

  /** The cheapest candidate that may enter the row, in this zone or in {@link #ANY_ZONE}. */
  private int cheapest(int zone) {
    int best = -1;
    long bestCost = TAKEN;
    for (int i = 0; i < need.length; i++) {
      if (costs[i] < bestCost && need[i] > 0 && mayEnter(candidates.zoneOf(i), zone)) {
        best = i;
        bestCost = costs[i];
      }
    }
    if (best < 0) {
      throw new IllegalStateException("the quotas do not fit into rows");
    }
    return best;
  }

  private boolean mayEnter(int zone, int wanted) {
    return zonesInRow[zone] < zoneCap && (wanted == ANY_ZONE || wanted == zone);
  }

  private int[] seats() {
    int[] seats = new int[table.length];
    for (int k = 0; k < table.length; k++) {
      seats[k] = candidates.seat(table[k]);
    }
    return seats;
  }
}
