package io.henge.node.membership;

import io.henge.ring.ChainEntry;
import io.henge.ring.Layout;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a change of the ring would do: a value, made before anybody has voted on it.
 *
 * @param planned the entry by which it would begin
 * @param pace what it would take
 */
public record RingPlan(ChainEntry planned, Pace pace) {
  /**
   * What moving a replica takes, by the measure of one node.
   *
   * @param bytesPerReplica the mean of those that were looked at
   * @param replicas how many these were; 0 when the node holds none, and then nothing is known
   * @param bytesPerSecond what a receiver moves at most
   */
  public record Pace(long bytesPerReplica, int replicas, long bytesPerSecond) {}

  /**
   * What becomes of one member.
   *
   * @param before how many partitions it holds; 0 of a newcomer
   * @param after how many it will hold; 0 of one that goes
   * @param entering how many it gets
   * @param leaving how many it gives away
   */
  public record Share(Member member, int before, int after, int entering, int leaving) {}

  /** Of all members, as they are and as they are to be, by ascending seat. */
  public List<Share> shares() {
    Layout former = layouts().done();
    Layout newer = layouts().newest();
    List<Share> shares = new ArrayList<>();
    for (Member member : layouts().members()) {
      int before = 0;
      int after = 0;
      int staying = 0;
      for (int partition = 0; partition < partitions(); partition++) {
        boolean had = former.rowOf(partition).contains(member.seat());
        boolean has = newer.rowOf(partition).contains(member.seat());
        before += had ? 1 : 0;
        after += has ? 1 : 0;
        staying += had && has ? 1 : 0;
      }
      shares.add(new Share(member, before, after, after - staying, before - staying));
    }
    return shares;
  }

  /** How many replicas are copied. */
  public int moved() {
    return shares().stream().mapToInt(Share::entering).sum();
  }

  /** How many would have to be copied by any table that gives all members as much. */
  public int leastMoved() {
    return shares().stream().mapToInt(share -> Math.max(0, share.after() - share.before())).sum();
  }

  /** How many rows have so many new members, by that number. */
  public SortedMap<Integer, Integer> rowsByChanges() {
    SortedMap<Integer, Integer> rows = new TreeMap<>();
    for (int partition = 0; partition < partitions(); partition++) {
      List<Seat> former = layouts().done().rowOf(partition);
      long entering =
          layouts().newest().rowOf(partition).stream()
              .filter(seat -> !former.contains(seat))
              .count();
      rows.merge((int) entering, 1, Integer::sum);
    }
    return rows;
  }

  /** How many copies of a partition are there at least while the change is on. */
  public int leastCopies() {
    int least = layouts().replicas();
    for (int partition = 0; partition < partitions(); partition++) {
      long good =
          layouts().done().rowOf(partition).stream()
              .filter(seat -> !layouts().givenUp().contains(seat))
              .count();
      least = (int) Math.min(least, good);
    }
    return least;
  }

  /** About how many bytes so many replicas have. */
  public long bytes(int replicas) {
    return replicas * pace.bytesPerReplica();
  }

  /** About how many bytes are there twice until the change is done, over all members. */
  public long bytesTwice() {
    return bytes(
        shares().stream()
            .filter(share -> !layouts().givenUp().contains(share.member().seat()))
            .mapToInt(Share::leaving)
            .sum());
  }

  /** About how long the one that gets most will copy; all copy at the same time. */
  public long seconds() {
    int most = shares().stream().mapToInt(Share::entering).max().orElse(0);
    return (bytes(most) + pace.bytesPerSecond() - 1) / pace.bytesPerSecond();
  }

  private Layouts layouts() {
    return planned.layouts();
  }

  private int partitions() {
    return layouts().partitions().count();
  }
}
