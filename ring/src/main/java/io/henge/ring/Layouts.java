package io.henge.ring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * The layouts that are not done with: one, or during a change of the ring two, the last one that
 * was done and the next (rule C4). Says of each partition who reads, who writes, who stands in.
 *
 * <p>Immutable and thread-safe.
 */
public final class Layouts {
  private final Phase phase;
  private final Layout done;
  private final Optional<Layout> next;
  private final Set<Seat> givenUp;
  private final List<Member> members;
  private final AtomicReferenceArray<Rows> rows;

  private Layouts(Phase phase, Layout done, Optional<Layout> next, Set<Seat> givenUp) {
    this.phase = phase;
    this.done = done;
    this.next = next;
    this.givenUp = Collections.unmodifiableSet(new TreeSet<>(givenUp));
    this.members =
        next.map(newest -> union(done.members(), newest.members())).orElse(done.members());
    this.rows = new AtomicReferenceArray<>(done.partitions().count());
  }

  /** One layout alone. */
  public static Layouts done(Layout layout) {
    return new Layouts(Phase.DONE, layout, Optional.empty(), Set.of());
  }

  /**
   * A change on its way.
   *
   * @param phase {@link Phase#DUAL} or {@link Phase#MOVED}
   * @param givenUp who of those that leave is not waited for, and what it alone holds with it
   * @throws IllegalArgumentException when it is another one; the layouts differ in what is fixed
   *     for good, or not at all; or a seat has another node in each
   */
  public static Layouts changing(Phase phase, Layout done, Layout next, Set<Seat> givenUp) {
    if (phase == Phase.DONE) {
      throw new IllegalArgumentException("a change that is done has one layout");
    }
    if (!done.partitions().equals(next.partitions()) || done.replicas() != next.replicas()) {
      throw new IllegalArgumentException("partitions and replicas are fixed for good");
    }
    if (next.age().before() != done.age().since()) {
      throw new IllegalArgumentException("the next layout is made of another one");
    }
    requireSameNodes(done, next);
    for (Seat seat : givenUp) {
      if (!done.has(seat) || next.has(seat)) {
        throw new IllegalArgumentException("seat " + seat.number() + " does not leave");
      }
    }
    return new Layouts(phase, done, Optional.of(next), givenUp);
  }

  private static void requireSameNodes(Layout done, Layout next) {
    for (Member member : next.members()) {
      boolean isAnother =
          done.members().stream()
              .anyMatch(
                  former ->
                      former.seat().equals(member.seat()) != former.node().equals(member.node()));
      if (isAnother) {
        throw new IllegalArgumentException(
            "seat " + member.seat().number() + " belongs to another node in the next layout");
      }
    }
  }

  /** What both know of a seat may differ in zone and weight; the newer one counts. */
  private static List<Member> union(Collection<Member> former, Collection<Member> newer) {
    Map<Seat, Member> bySeat = new TreeMap<>(Comparator.naturalOrder());
    former.forEach(member -> bySeat.put(member.seat(), member));
    newer.forEach(member -> bySeat.put(member.seat(), member));
    return List.copyOf(bySeat.values());
  }

  public Phase phase() {
    return phase;
  }

  /** The last one that was done; its members vote (rule C1). */
  public Layout done() {
    return done;
  }

  /** The one that the ring is changing to, if it is. */
  public Optional<Layout> next() {
    return next;
  }

  /** The seats of members that are gone for good, and are not waited for. */
  public Set<Seat> givenUp() {
    return givenUp;
  }

  /** What changes, member by member; nothing without a change. */
  public List<MemberChange> changes() {
    return next.map(newest -> MemberChanges.between(done, newest, givenUp)).orElse(List.of());
  }

  /** The newest of them. */
  public Layout newest() {
    return next.orElse(done);
  }

  /** The one whose rows are read. */
  public Layout reading() {
    return phase == Phase.MOVED ? next.orElseThrow() : done;
  }

  /**
   * Who would go on without a majority: the members of the row that is read, and during a change
   * whose new rows are read also those that leave by it.
   */
  public List<Member> continuing() {
    return phase == Phase.MOVED ? members : done.members();
  }

  public Partitions partitions() {
    return done.partitions();
  }

  /** How many replicas each partition should have (N). */
  public int replicas() {
    return done.replicas();
  }

  /** All members by ascending seat. */
  public List<Member> members() {
    return members;
  }

  /** The member that a node is; empty when it is none. */
  public Optional<Member> memberOf(NodeId node) {
    return newest().memberOf(node).or(() -> done.memberOf(node));
  }

  /** Whether a member is none any more when the change is done. */
  public boolean isParting(NodeId node) {
    return next.isPresent() && next.get().memberOf(node).isEmpty();
  }

  /** The member on a seat; IllegalArgumentException when it has none. */
  public Member member(Seat seat) {
    return newest().has(seat) ? newest().member(seat) : done.member(seat);
  }

  /** Who holds a partition. Kept once computed. */
  public Rows rows(int partition) {
    Rows known = rows.get(partition);
    if (known == null) {
      known = computeRows(partition);
      rows.set(partition, known);
    }
    return known;
  }

  private Rows computeRows(int partition) {
    if (next.isEmpty()) {
      return new Rows(done.owners(partition), List.of());
    }
    Layout other = phase == Phase.MOVED ? done : next.get();
    List<Member> read = named(reading().rowOf(partition));
    List<Member> written = named(other.rowOf(partition));
    boolean areSame = read.size() == written.size() && read.containsAll(written);
    return new Rows(read, areSame ? List.of() : written);
  }

  private List<Member> named(List<Seat> row) {
    return row.stream().map(this::member).toList();
  }

  /** All that hold a partition, those that are read first. */
  public List<Member> owners(int partition) {
    return next.isEmpty() ? done.owners(partition) : rows(partition).owners();
  }

  /** Whether a node is in a row of the partition. */
  public boolean isOwner(NodeId node, int partition) {
    return done.isOwner(node, partition)
        || next.filter(newest -> newest.isOwner(node, partition)).isPresent();
  }

  /** The partitions that a node holds, ascending; none when it is no member. */
  public List<Integer> partitionsOf(NodeId node) {
    return IntStream.range(0, partitions().count())
        .filter(partition -> isOwner(node, partition))
        .boxed()
        .toList();
  }

  /**
   * The partitions for which a node has to be filled: those of which it is read, now or when the
   * change is done.
   */
  public List<Integer> toBeFilled(NodeId node) {
    return IntStream.range(0, partitions().count())
        .filter(
            partition -> reading().isOwner(node, partition) || newest().isOwner(node, partition))
        .boxed()
        .toList();
  }

  /**
   * Who stands in for the owners of a partition (rule W3): the first N of the newest layout's order
   * that are no owners. Those that are about to leave take nothing new.
   */
  public List<Member> standIns(int partition) {
    return next.isEmpty() ? done.standIns(partition) : outside(newest(), partition);
  }

  private List<Member> outside(Layout layout, int partition) {
    List<Member> owners = owners(partition);
    return layout.standIns(partition).stream()
        .map(standIn -> member(standIn.seat()))
        .filter(standIn -> !owners.contains(standIn))
        .toList();
  }

  /**
   * Who may have kept something of a partition without owning it (rule T1): in a ring that never
   * changed those that stand in. Once it has, any other member may have owned the partition or have
   * stood in for it, and may not have handed over all of that yet.
   */
  public List<Member> witnesses(int partition) {
    if (newest().age().equals(LayoutAge.FOUNDING)) {
      return done.standIns(partition);
    }
    List<Member> owners = owners(partition);
    return members.stream().filter(member -> !owners.contains(member)).toList();
  }

  /** Whether a node stands in, or did so by a layout that is not done with. */
  public boolean isStandIn(NodeId node, int partition) {
    return !isOwner(node, partition)
        && (done.isStandIn(node, partition)
            || next.filter(newest -> newest.isStandIn(node, partition)).isPresent());
  }

  /** The partitions that get another row by the change, ascending; none without one. */
  public List<Integer> changing() {
    List<Integer> changing = new ArrayList<>();
    for (int partition = 0; next.isPresent() && partition < partitions().count(); partition++) {
      if (rows(partition).areTwo()) {
        changing.add(partition);
      }
    }
    return changing;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Layouts layouts
            && phase == layouts.phase
            && givenUp.equals(layouts.givenUp)
            && done.equals(layouts.done)
            && next.equals(layouts.next));
  }

  @Override
  public int hashCode() {
    return 31 * (31 * done.hashCode() + next.hashCode()) + phase.hashCode();
  }

  @Override
  public String toString() {
    return "Layouts[" + phase + ", " + done + next.map(newest -> " to " + newest).orElse("") + "]";
  }
}
