package io.henge.ring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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

  private final long generation;
  private final long number;
  private final Lineage lineage;
  private final Phase phase;
  private final Layout layout;
  private final int readQuorum;
  private final int writeQuorum;
  private final SortedMap<String, BucketPolicy> buckets;
  private final List<RetiredMember> retired;
  private final String json;
  private final ChainPosition position;

  /**
   * An entry from its parts.
   *
   * @param generation from 1, raised only when a majority was given up for lost
   * @param number from 1
   * @param lineage none for number 1, and for no other
   * @param readQuorum the default R, 1 to the width of a row
   * @param writeQuorum the default W, 1 to the width of a row
   * @param buckets policies by the name of the bucket, {@code ""} being the default one
   * @param retired former members, none of them a member as the layout has it
   * @throws IllegalArgumentException when the parts do not fit together
   */
  public ChainEntry(
      long generation,
      long number,
      Lineage lineage,
      Phase phase,
      Layout layout,
      int readQuorum,
      int writeQuorum,
      Map<String, BucketPolicy> buckets,
      List<RetiredMember> retired) {
    this.generation = generation;
    this.number = number;
    this.lineage = lineage;
    this.phase = phase;
    this.layout = layout;
    this.readQuorum = readQuorum;
    this.writeQuorum = writeQuorum;
    this.buckets = Collections.unmodifiableSortedMap(new TreeMap<>(buckets));
    this.retired = retired.stream().sorted(BY_IDENTITY).toList();
    requireLineage();
    requireQuorum("R", readQuorum);
    requireQuorum("W", writeQuorum);
    requireBuckets();
    requireRetired();
    json = ChainDocument.write(this);
    if (json.length() > Json.LENGTH_MAX) {
      throw new IllegalArgumentException(
          "the entry would be a document of " + json.length() + " characters, which none can read");
    }
    String digest = Hex.of(Sha256.of(json.getBytes(StandardCharsets.UTF_8)));
    position = new ChainPosition(generation, number, digest);
  }

  /**
   * The first entry of a chain: the founders' table, done at once, majorities for R and W.
   *
   * @throws IllegalArgumentException when the parts break a bound of {@link Layout}
   */
  public static ChainEntry founding(List<Member> founders, int partitions, int replicas) {
    Layout layout = Layout.founding(founders, new Partitions(partitions), replicas);
    int majority = layout.width() / 2 + 1;
    return new ChainEntry(
        1, 1, Lineage.NONE, Phase.DONE, layout, majority, majority, Map.of(), List.of());
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
    return new ChainEntry(
        generation,
        number + 1,
        new Lineage(foundingDigest(), digest()),
        phase,
        layout,
        readQuorum,
        writeQuorum,
        next,
        retired);
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
    Member former = layout.member(seat);
    requireNew(seat, newcomer);
    List<RetiredMember> given = new ArrayList<>(retired);
    given.add(new RetiredMember(seat, former.node(), former.incarnation()));
    return new ChainEntry(
        generation,
        number + 1,
        new Lineage(foundingDigest(), digest()),
        phase,
        layout.withMember(newcomer.onSeat(seat)),
        readQuorum,
        writeQuorum,
        buckets,
        given);
  }

  private void requireNew(Seat seat, Member newcomer) {
    if (phase != Phase.DONE) {
      throw new IllegalArgumentException("the layout is about to change: phase " + phase);
    }
    if (isRetired(newcomer.node(), newcomer.incarnation())) {
      throw new IllegalArgumentException(
          "node " + newcomer.node() + " was a member on that data directory, and is retired");
    }
    for (Member member : layout.members()) {
      boolean isOnTheSeat = member.seat().equals(seat);
      boolean isTheSame =
          member.node().equals(newcomer.node())
              && (!isOnTheSeat || member.incarnation().equals(newcomer.incarnation()));
      if (isTheSame) {
        throw new IllegalArgumentException(
            "node " + newcomer.node() + " is a member already, on seat " + member.seat().number());
      }
      if (!isOnTheSeat && member.sharesAddressWith(newcomer)) {
        throw new IllegalArgumentException(
            "the member on seat " + member.seat().number() + " has one of its addresses");
      }
    }
  }

  /** Whether a data directory was a member's once and is none's any more. */
  public boolean isRetired(NodeId node, Incarnation incarnation) {
    return retired.stream()
        .anyMatch(former -> former.node().equals(node) && former.incarnation().equals(incarnation));
  }

  /** Whether the entry names a node as a member on that very data directory (rule C2). */
  public boolean names(NodeId node, Incarnation incarnation) {
    return layout
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

  private void requireQuorum(String what, int quorum) {
    if (quorum < 1 || quorum > layout.width()) {
      throw new IllegalArgumentException(
          what + " is 1 to " + layout.width() + ", the width of a row: " + quorum);
    }
  }

  private void requireBuckets() {
    if (buckets.size() > BUCKETS_MAX) {
      throw new IllegalArgumentException("more than " + BUCKETS_MAX + " buckets have a policy");
    }
    for (Map.Entry<String, BucketPolicy> bucket : buckets.entrySet()) {
      String name = bucket.getKey();
      bucket.getValue().r().ifPresent(r -> requireQuorum("r of bucket '" + name + "'", r));
      bucket.getValue().w().ifPresent(w -> requireQuorum("w of bucket '" + name + "'", w));
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
    for (Member member : layout.members()) {
      seen.add(new RetiredMember(member.seat(), member.node(), member.incarnation()));
    }
    for (RetiredMember former : retired) {
      if (!seen.add(former)) {
        throw new IllegalArgumentException(
            "node " + former.node() + " is retired twice, or is a member");
      }
    }
  }

  public long generation() {
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

  public Phase phase() {
    return phase;
  }

  public Layout layout() {
    return layout;
  }

  /** How many replicas a read asks unless the request says otherwise (R). */
  public int readQuorum() {
    return readQuorum;
  }

  /** How many replicas a write waits for unless the request says otherwise (W). */
  public int writeQuorum() {
    return writeQuorum;
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
    return "ChainEntry[" + generation + "." + number + " " + phase + ", " + digest() + "]";
  }
}
