package io.henge.ring;

import io.henge.ring.placement.FoundingTable;
import io.henge.ring.placement.PlacementStep;
import io.henge.ring.placement.StandInOrder;
import io.henge.ring.placement.WeightedSeat;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * Who the members are and which of them hold which partition.
 *
 * <p>Immutable and thread-safe. Readers of a layout need no algorithm for its rows: the table says
 * them. Only the order of the stand-ins is computed, when a partition first asks for it, and then
 * kept.
 */
public final class Layout {
  /** Bounds the documents and the work of drawing up a table. */
  public static final int MEMBERS_MAX = 4096;

  public static final int REPLICAS_MAX = AssignmentTable.WIDTH_MAX;

  private final List<Member> members;
  private final Partitions partitions;
  private final int replicas;
  private final AssignmentTable table;
  private final LayoutAge age;

  private final SortedSet<Integer> zones = new TreeSet<>();
  private final Map<Seat, Member> bySeat = new HashMap<>();
  private final Map<NodeId, Member> byNode = new HashMap<>();
  private final StandInOrder standInOrder;
  private final AtomicReferenceArray<List<Seat>> standIns;
  private final AtomicReferenceArray<List<Member>> owners;

  /**
   * A layout with a given table.
   *
   * @param members at least one, at most {@value #MEMBERS_MAX}, no seat and no node twice
   * @param replicas how many members hold each partition (N), 1 to {@value #REPLICAS_MAX}; all
   *     members do when there are fewer
   * @param table a row for each partition, of members only
   * @throws IllegalArgumentException when the parts do not fit together
   */
  public Layout(
      List<Member> members,
      Partitions partitions,
      int replicas,
      AssignmentTable table,
      LayoutAge age) {
    requireBounds(members, replicas);
    this.members = members.stream().sorted(Comparator.comparing(Member::seat)).toList();
    this.partitions = partitions;
    this.replicas = replicas;
    this.table = table;
    this.age = age;
    this.members.forEach(this::index);
    requireFitting();
    standInOrder = new StandInOrder(weightedSeats(this.members));
    standIns = new AtomicReferenceArray<>(partitions.count());
    owners = new AtomicReferenceArray<>(partitions.count());
  }

  /** The first layout of a ring; its table follows from the members alone. */
  public static Layout founding(List<Member> members, Partitions partitions, int replicas) {
    requireBounds(members, replicas);
    int[] seats = FoundingTable.of(weightedSeats(members), partitions.count(), replicas);
    AssignmentTable table = AssignmentTable.of(Math.min(replicas, members.size()), seats);
    return new Layout(members, partitions, replicas, table, LayoutAge.FOUNDING);
  }

  /**
   * The layout of other members, in which as little as possible has moved.
   *
   * @param next any number of those of this layout, perhaps with another zone or weight, and others
   *     on seats that are new
   * @param number of the chain entry by which the change begins
   */
  Layout changedTo(List<Member> next, long number) {
    requireBounds(next, replicas);
    int[] seats =
        PlacementStep.of(table.allSeatNumbers(), table.width(), weightedSeats(next), replicas);
    AssignmentTable moved = AssignmentTable.of(Math.min(replicas, next.size()), seats);
    return new Layout(next, partitions, replicas, moved, age.next(number));
  }

  /** The same members and rows, as another layout, which began with an entry of that number. */
  Layout asOf(long number) {
    return new Layout(members, partitions, replicas, table, age.next(number));
  }

  private static List<WeightedSeat> weightedSeats(List<Member> members) {
    return members.stream().map(Member::weightedSeat).toList();
  }

  private static void requireBounds(List<Member> members, int replicas) {
    if (members.isEmpty() || members.size() > MEMBERS_MAX) {
      throw new IllegalArgumentException(
          "a layout has 1 to " + MEMBERS_MAX + " members, not " + members.size());
    }
    if (replicas < 1 || replicas > REPLICAS_MAX) {
      throw new IllegalArgumentException(
          "a partition has 1 to " + REPLICAS_MAX + " replicas, not " + replicas);
    }
  }

  private void index(Member member) {
    zones.add(member.zone());
    if (bySeat.put(member.seat(), member) != null) {
      throw new IllegalArgumentException("two members have seat " + member.seat().number());
    }
    if (byNode.put(member.node(), member) != null) {
      throw new IllegalArgumentException("node " + member.node() + " is a member twice");
    }
  }

  private void requireFitting() {
    if (table.width() != width()) {
      throw new IllegalArgumentException(
          "rows of " + table.width() + " seats where " + width() + " are due");
    }
    if (table.partitions() != partitions.count()) {
      throw new IllegalArgumentException(
          table.partitions() + " rows for " + partitions.count() + " partitions");
    }
    for (int partition = 0; partition < table.partitions(); partition++) {
      for (Seat seat : table.row(partition)) {
        if (!bySeat.containsKey(seat)) {
          throw new IllegalArgumentException(
              "row " + partition + " has seat " + seat.number() + ", which is no member's");
        }
      }
    }
  }

  /** The same rows, with another member on a seat that occurs in this layout. */
  Layout withMember(Member newcomer) {
    List<Member> next =
        members.stream()
            .map(member -> member.seat().equals(newcomer.seat()) ? newcomer : member)
            .toList();
    return new Layout(next, partitions, replicas, table, age);
  }

  /** All members by ascending seat. */
  public List<Member> members() {
    return members;
  }

  public Partitions partitions() {
    return partitions;
  }

  /** Which layout of its chain it is. */
  public LayoutAge age() {
    return age;
  }

  /** How many replicas each partition should have (N). */
  public int replicas() {
    return replicas;
  }

  /** How many it has: N, or the number of members if that is less. */
  public int width() {
    return Math.min(replicas, members.size());
  }

  public AssignmentTable table() {
    return table;
  }

  /** The zones of the members, ascending. */
  public SortedSet<Integer> zones() {
    return Collections.unmodifiableSortedSet(zones);
  }

  /** The seats that hold the partition, the primary first; allocates nothing. */
  public List<Seat> rowOf(int partition) {
    return table.row(partition);
  }

  /** Whether a seat is a member's. */
  public boolean has(Seat seat) {
    return bySeat.containsKey(seat);
  }

  /** The member on a seat that occurs in this layout; IllegalArgumentException for another one. */
  public Member member(Seat seat) {
    Member member = bySeat.get(seat);
    if (member == null) {
      throw new IllegalArgumentException("seat " + seat.number() + " is no member's");
    }
    return member;
  }

  /** The member that a node is; empty when it is none. */
  public Optional<Member> memberOf(NodeId node) {
    return Optional.ofNullable(byNode.get(node));
  }

  /** The partitions that a node holds, ascending; none when it is no member. */
  public List<Integer> partitionsOf(NodeId node) {
    Optional<Seat> seat = memberOf(node).map(Member::seat);
    return IntStream.range(0, partitions.count())
        .filter(partition -> seat.isPresent() && rowOf(partition).contains(seat.get()))
        .boxed()
        .toList();
  }

  /**
   * The members outside the partition's row in the order in which they stand in for it: members of
   * zones that the row lacks first. A request uses no more than the first {@link #replicas}.
   *
   * <p>Computed on first use and kept: at most one reference for each partition and member.
   */
  public List<Seat> standInOrder(int partition) {
    List<Seat> known = standIns.get(partition);
    if (known != null) {
      return known;
    }
    int[] order = standInOrder.of(partition, table.seatNumbers(partition));
    List<Seat> computed =
        Arrays.stream(order).mapToObj(seat -> bySeat.get(new Seat(seat)).seat()).toList();
    standIns.set(partition, computed); // two threads may both compute it, and get the same
    return computed;
  }

  /** The members that hold the partition, the primary first. Kept once computed. */
  public List<Member> owners(int partition) {
    List<Member> known = owners.get(partition);
    if (known != null) {
      return known;
    }
    List<Member> computed = membersOf(rowOf(partition), replicas);
    owners.set(partition, computed);
    return computed;
  }

  /** The members that stand in for them (rule W3): the first N in that order, and no others. */
  public List<Member> standIns(int partition) {
    return membersOf(standInOrder(partition), replicas);
  }

  private List<Member> membersOf(List<Seat> seats, int most) {
    Member[] found = new Member[Math.min(most, seats.size())];
    for (int i = 0; i < found.length; i++) {
      found[i] = member(seats.get(i));
    }
    return List.of(found);
  }

  /** Whether a node holds the partition. */
  public boolean isOwner(NodeId node, int partition) {
    return memberOf(node).filter(member -> rowOf(partition).contains(member.seat())).isPresent();
  }

  /** Whether a node stands in for those that do. */
  public boolean isStandIn(NodeId node, int partition) {
    return memberOf(node)
        .map(member -> standInOrder(partition).indexOf(member.seat()))
        .filter(place -> place >= 0 && place < replicas)
        .isPresent();
  }

  @Override
  public boolean equals(Object other) {
    // Asked often, and mostly of the same one, which has a large table.
    return this == other || isEqual(other);
  }

  private boolean isEqual(Object other) {
    return other instanceof Layout layout
        && age.equals(layout.age)
        && replicas == layout.replicas
        && members.equals(layout.members)
        && table.equals(layout.table);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * members.hashCode() + table.hashCode()) + replicas;
  }

  @Override
  public String toString() {
    return "Layout[" + members.size() + " members, N = " + replicas + ", " + table + "]";
  }
}
