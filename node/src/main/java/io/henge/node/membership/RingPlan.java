package io.henge.node.membership;

import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a change of the ring would do: a value, made before anybody has voted on it. */
public final class RingPlan {
  private final ChainEntry planned;
  private final Pace pace;
  private final List<Holding> holdings;
  private final SortedMap<Integer, Integer> rowsByChanges = new TreeMap<>();
  private int leastCopies;
  private int heldTwice;

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
  public record Holding(Member member, int before, int after, int entering, int leaving) {}

  /** Counts the partitions of one member. */
  private static final class Count {
    private int before;
    private int after;
    private int staying;

    Holding of(Member member) {
      return new Holding(member, before, after, after - staying, before - staying);
    }
  }

  /**
   * The plan of a change.
   *
   * @param planned the entry by which it would begin
   */
  public RingPlan(ChainEntry planned, Pace pace) {
    this.planned = planned;
    this.pace = pace;
    Layouts layouts = planned.layouts();
    Map<Seat, Count> counts = new HashMap<>();
    layouts.members().forEach(member -> counts.put(member.seat(), new Count()));
    leastCopies = layouts.replicas();
    for (int partition = 0; partition < layouts.partitions().count(); partition++) {
      count(layouts.done().rowOf(partition), layouts.newest().rowOf(partition), counts);
    }
    holdings =
        layouts.members().stream().map(member -> counts.get(member.seat()).of(member)).toList();
  }

  private void count(List<Seat> former, List<Seat> newer, Map<Seat, Count> counts) {
    int good = 0;
    for (Seat seat : former) {
      counts.get(seat).before++;
      good += planned.layouts().givenUp().contains(seat) ? 0 : 1;
    }
    int entering = 0;
    for (Seat seat : newer) {
      Count count = counts.get(seat);
      count.after++;
      if (former.contains(seat)) {
        count.staying++;
      } else {
        entering++;
      }
    }
    int staying = newer.size() - entering;
    heldTwice += Math.min(entering, Math.max(0, good - staying));
    rowsByChanges.merge(entering, 1, Integer::sum);
    leastCopies = Math.min(leastCopies, good);
  }

  /** The entry by which it would begin. */
  public ChainEntry planned() {
    return planned;
  }

  public Pace pace() {
    return pace;
  }

  /** Of all members, as they are and as they are to be, by ascending seat. */
  public List<Holding> holdings() {
    return holdings;
  }

  /** How many rows get so many new members, by that number. */
  public SortedMap<Integer, Integer> rowsByChanges() {
    return Collections.unmodifiableSortedMap(rowsByChanges);
  }

  /** How many copies of a partition are there at least while the change is on. */
  public int leastCopies() {
    return leastCopies;
  }

  /** How many replicas are copied. */
  public int moved() {
    return holdings.stream().mapToInt(Holding::entering).sum();
  }

  /** How many would have to be copied by any table that gives all members as much. */
  public int leastMoved() {
    return holdings.stream()
        .mapToInt(holding -> Math.max(0, holding.after() - holding.before()))
        .sum();
  }

  /** About how many bytes so many replicas have. */
  public long bytes(int replicas) {
    return replicas * pace.bytesPerReplica();
  }

  /** About how many bytes are there twice until the change is done, over all members. */
  public long bytesTwice() {
    return bytes(heldTwice);
  }

  /** About how long the one that gets most will copy; all copy at the same time. */
  public long seconds() {
    int most = holdings.stream().mapToInt(Holding::entering).max().orElse(0);
    return (bytes(most) + pace.bytesPerSecond() - 1) / pace.bytesPerSecond();
  }
}
