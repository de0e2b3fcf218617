package io.henge.ring;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One entry of the chain: the whole of what the members have agreed on, and the digest of the entry
 * before.
 *
 * <p>An entry is known by its canonical document ({@link #toJson}) and the SHA-256 of it ({@link
 * #digest}). Two entries are equal when their documents are. Immutable.
 */
public final class ChainEntry {
  /** Bounds the document; each removal or replacement of a member adds one. */
  public static final int RETIRED_MAX = 65536;

  public static final int BUCKETS_MAX = 4096;

  private static final Comparator<RetiredMember> BY_IDENTITY =
      Comparator.comparing(RetiredMember::seat)
          .thenComparing(RetiredMember::node)
          .thenComparing(RetiredMember::incarnation);

  private final Generation generation;
  private final long number;
  private final Lineage lineage;
  private final Layouts layouts;
  private final Quorums quorums;
  private final SortedMap<String, BucketPolicy> buckets;
  private final List<RetiredMember> retired;
  private final String json;
  private final ChainPosition position;

  /**
   * An entry from its parts.
   *
   * @param generation in which the members agree on it
   * @param number from 1
   * @param lineage none for number 1, and for no other
   * @param layouts the last one that was done and, during a change, the next
   * @param quorums the default R and W, each 1 to the width of a row of the layout that was done
   * @param buckets policies by the name of the bucket, {@code ""} being the default one
   * @param retired former members, none of them a member as a layout has it
   * @throws IllegalArgumentException when the parts do not fit together
   */
  public ChainEntry(
      Generation generation,
      long number,
      Lineage lineage,
      Layouts layouts,
      Quorums quorums,
      Map<String, BucketPolicy> buckets,
      List<RetiredMember> retired) {
    this.generation = generation;
    this.number = number;
    this.lineage = lineage;
    this.layouts = layouts;
    this.quorums = quorums;
    this.buckets = Collections.unmodifiableSortedMap(new TreeMap<>(buckets));
    this.retired = retired.stream().sorted(BY_IDENTITY).toList();
    requireLineage();
    requireGeneration();
    quorums.requireWithin(layout().width());
    requireBuckets(layout().width());
    layouts.next().ifPresent(next -> requireBuckets(next.width()));
    requireRetired();
    json = ChainDocument.write(this);
    if (json.length() > Json.LENGTH_MAX) {
      throw new IllegalArgumentException(
          "the entry would be a document of " + json.length() + " characters, which none can read");
    }
    String digest = Hex.of(Sha256.of(json.getBytes(StandardCharsets.UTF_8)));
    position = new ChainPosition(generation.number(), number, digest);
  }

  /**
   * The first entry of a chain: the founders' table, done at once, majorities for R and W.
   *
   * @throws IllegalArgumentException when the parts break a bound of {@link Layout}
   */
  public static ChainEntry founding(List<Member> founders, int partitions, int replicas) {
    Layout layout = Layout.founding(founders, new Partitions(partitions), replicas);
    return new ChainEntry(
        Generation.FIRST,
        1,
        Lineage.NONE,
        Layouts.done(layout),
        Quorums.majorities(layout.width()),
        Map.of(),
        List.of());
  }

  /**
   * The next entry, in which a bucket has that policy and all else is as it is.
   *
   * @param policy {@link BucketPolicy#DEFAULT} for none of its own
   * @throws IllegalArgumentException when the bucket cannot be one, its policy asks for more than a
   *     row has, or there are too many
   */
  public ChainEntry withPolicy(String bucket, BucketPolicy policy) {
    Map<String, BucketPolicy> next = new TreeMap<>(buckets);
    if (policy.equals(BucketPolicy.DEFAULT)) {
      next.remove(bucket);
    } else {
      next.put(bucket, policy);
    }
    return new Successor(this).withBuckets(next);
  }

  /**
   * The next entry, in which a newcomer has the seat of a member that is given up for lost (rule
   * C6). The table stays as it is; the former member is retired for ever.
   *
   * @param seat a member's
   * @param newcomer who takes it; the seat that it names itself does not matter
   * @throws IllegalArgumentException when the seat is no member's, the newcomer is a member or was
   *     one, another member has one of its addresses, or a change of the layout is under way
   */
  public ChainEntry withReplacement(Seat seat, Member newcomer) {
    Member former = layout().member(seat);
    Successor.requirePhase(this, Phase.DONE);
    Successor.requireNew(this, Optional.of(seat), newcomer);
    Layout next = layout().withMember(newcomer.onSeat(seat));
    return new Successor(this).with(Layouts.done(next), quorums, List.of(former));
  }

  /**
   * The next entry, by which these changes of the members begin: the old rows are read, the old and
   * the new are written (rule C4).
   *
   * @throws IllegalArgumentException when a change is under way already, or says which of these
   *     cannot be, and why
   */
  public ChainEntry withChange(List<MemberChange> changes) {
    Successor.requirePhase(this, Phase.DONE);
    return new Successor(this).with(MemberChanges.begun(this, changes));
  }

  /** The next entry, by which the new rows are read; IllegalArgumentException when none are. */
  public ChainEntry withMoved() {
    Successor.requirePhase(this, Phase.DUAL);
    Layouts moved =
        Layouts.changing(Phase.MOVED, layout(), layouts.next().orElseThrow(), layouts.givenUp());
    return new Successor(this).with(moved);
  }

  /** The next entry, in which the change is done; IllegalArgumentException unless it has moved. */
  public ChainEntry withDone() {
    Successor.requirePhase(this, Phase.MOVED);
    Layout next = layouts.next().orElseThrow();
    List<Member> parted =
        layout().members().stream().filter(member -> !next.has(member.seat())).toList();
    return new Successor(this).with(Layouts.done(next), quorumsOf(next), parted);
  }

  /**
   * The next entry, in which all is as before the change; IllegalArgumentException when there is
   * none, or its rows are read already (rule C6). Those that were about to join are retired: from
   * here on things are deleted without them, and their directories do not hear of that. The rows
   * count as new ones all the same, since others may keep what they got meanwhile (rule T1).
   */
  public ChainEntry withAbort() {
    Successor.requirePhase(this, Phase.DUAL);
    List<Member> dropped =
        layouts.members().stream().filter(member -> !layout().has(member.seat())).toList();
    Layout same = layout().asOf(number + 1);
    return new Successor(this).with(Layouts.done(same), quorums, dropped);
  }

  /**
   * The next entry, in which a member that leaves is not waited for any more: it is gone for good,
   * and what it alone holds is given up with it.
   *
   * @throws IllegalArgumentException when it does not leave, or is given up already
   */
  public ChainEntry withGivenUp(Seat seat) {
    Layout next =
        layouts.next().orElseThrow(() -> new IllegalArgumentException("no change is under way"));
    Set<Seat> givenUp = new TreeSet<>(layouts.givenUp());
    if (!givenUp.add(seat)) {
      throw new IllegalArgumentException("seat " + seat.number() + " is given up already");
    }
    return new Successor(this).with(Layouts.changing(phase(), layout(), next, givenUp));
  }

  /**
   * The next entry, by which those that remain go on without a majority that is gone for good, in a
   * generation of their own (rule C6). A change that was under way goes on from the rows that were
   * read: whoever was to come by unread ones is dropped, whoever was to leave by read ones has
   * left.
   *
   * @param lost the seats of members that are gone, with what they alone held
   * @throws IllegalArgumentException when one of them is no member's, nobody remains, or those that
   *     remain are a majority, which can remove members by votes
   */
  public ChainEntry withoutMajority(Set<Seat> lost) {
    return Bereaved.next(this, lost);
  }

  /** Whether an entry is what this one becomes without some majority. */
  public boolean isContinuedBy(ChainEntry entry) {
    try {
      return withoutMajority(Bereaved.lost(this, entry)).equals(entry);
    } catch (IllegalArgumentException impossible) {
      return false;
    }
  }

  /** Whether both are of one generation, which began with one entry. */
  public boolean isOfGeneration(ChainEntry other) {
    return generation.number() == other.generation.number()
        && generationDigest().equals(other.generationDigest());
  }

  /** The digest of the entry by which the generation began. */
  public String generationDigest() {
    if (generation.number() == 1) {
      return foundingDigest();
    }
    return generation.since() == number ? digest() : generation.begunBy();
  }

  /** Whether a data directory was a member's once and is none's any more. */
  public boolean isRetired(NodeId node, Incarnation incarnation) {
    return retired.stream()
        .anyMatch(former -> former.node().equals(node) && former.incarnation().equals(incarnation));
  }

  /** Whether the entry names a node as a member on that very data directory (rule C2). */
  public boolean names(NodeId node, Incarnation incarnation) {
    return layouts
        .memberOf(node)
        .filter(member -> member.incarnation().equals(incarnation))
        .isPresent();
  }

  /**
   * Reads an entry's document and checks all of it.
   *
   * @throws IllegalArgumentException says what is wrong with it and where
   */
  public static ChainEntry parse(String json) {
    return ChainDocument.read(json);
  }

  private void requireLineage() {
    if ((number == 1) != lineage.equals(Lineage.NONE)) {
      throw new IllegalArgumentException(
          "entry " + number + " cannot have the parent '" + lineage.parent() + "'");
    }
  }

  private void requireGeneration() {
    boolean isBegunHere = generation.since() == number || generation.number() == 1;
    if (generation.since() > number || isBegunHere != generation.begunBy().isEmpty()) {
      throw new IllegalArgumentException(
          "entry " + number + " cannot belong to the generation " + generation);
    }
  }

  private void requireBuckets(int width) {
    if (buckets.size() > BUCKETS_MAX) {
      throw new IllegalArgumentException("more than " + BUCKETS_MAX + " buckets have a policy");
    }
    for (Map.Entry<String, BucketPolicy> bucket : buckets.entrySet()) {
      String name = bucket.getKey();
      BucketPolicy policy = bucket.getValue();
      policy.r().ifPresent(r -> Quorums.require("r of bucket '" + name + "'", r, width));
      policy.w().ifPresent(w -> Quorums.require("w of bucket '" + name + "'", w, width));
      // A bucket's name is the beginning of keys, so it must be able to be one.
      if (!name.isEmpty() && !BlobKey.of(name + "/").bucket().equals(name)) {
        throw new IllegalArgumentException("a bucket's name has no slash: '" + name + "'");
      }
    }
  }

  private void requireRetired() {
    if (retired.size() > RETIRED_MAX) {
      throw new IllegalArgumentException("more than " + RETIRED_MAX + " members are retired");
    }
    Set<RetiredMember> seen = new HashSet<>();
    for (Member member : layouts.members()) {
      seen.add(new RetiredMember(member.seat(), member.node(), member.incarnation()));
    }
    for (RetiredMember former : retired) {
      if (!seen.add(former)) {
        throw new IllegalArgumentException(
            "node " + former.node() + " is retired twice, or is a member");
      }
    }
  }

  /** The generation in which the members agreed on it. */
  public Generation generation() {
    return generation;
  }

  public long number() {
    return number;
  }

  /** The digest of the entry before this one; empty for the first. */
  public String parentDigest() {
    return lineage.parent();
  }

  /** The digest of the chain's first entry, by which the cluster is told from others. */
  public String foundingDigest() {
    return number == 1 ? digest() : lineage.founding();
  }

  /** How far a change of the ring has come. */
  public Phase phase() {
    return layouts.phase();
  }

  /** The last layout that was done. */
  public Layout layout() {
    return layouts.done();
  }

  /** That one and, during a change, the next. */
  public Layouts layouts() {
    return layouts;
  }

  /** The default R and W in the rows of the layout that was done. */
  public Quorums quorums() {
    return quorums;
  }

  /** The default R and W in the rows of one of the layouts: majorities if their width is new. */
  public Quorums quorumsOf(Layout one) {
    return one.width() == layout().width() ? quorums : Quorums.majorities(one.width());
  }

  /** How many replicas a read asks unless the request says otherwise (R). */
  public int readQuorum() {
    return quorumsOf(layouts.reading()).read();
  }

  /** How many replicas of the row that is read a write waits for, likewise (W). */
  public int writeQuorum() {
    return quorumsOf(layouts.reading()).write();
  }

  /** The default R and W in the rows that are only written; during a change. */
  public Quorums otherQuorums() {
    return quorumsOf(phase() == Phase.MOVED ? layouts.done() : layouts.newest());
  }

  /** A seat that nobody has or had: the first of all that follow. */
  int firstFreeSeat() {
    int highest = -1;
    for (Member member : layouts.members()) {
      highest = Math.max(highest, member.seat().number());
    }
    for (RetiredMember former : retired) {
      highest = Math.max(highest, former.seat().number());
    }
    return highest + 1;
  }

  /** The policies by the name of the bucket, ordered by name. */
  public SortedMap<String, BucketPolicy> buckets() {
    return buckets;
  }

  /** The policy of a bucket, or the default one. */
  public BucketPolicy policyOf(String bucket) {
    return buckets.getOrDefault(bucket, BucketPolicy.DEFAULT);
  }

  /** Former members, by seat. */
  public List<RetiredMember> retired() {
    return retired;
  }

  /** The canonical document: the same text for equal entries, wherever they are made. */
  public String toJson() {
    return json;
  }

  /** SHA-256 of the canonical document in UTF-8, as 64 lowercase hex digits. */
  public String digest() {
    return position.digest();
  }

  public ChainPosition position() {
    return position;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChainEntry entry && json.equals(entry.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return "ChainEntry["
        + generation.number()
        + "."
        + number
        + " "
        + phase()
        + ", "
        + digest()
        + "]";
  }
}
