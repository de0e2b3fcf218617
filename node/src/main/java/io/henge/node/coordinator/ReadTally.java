package io.henge.node.coordinator;

import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.message.PeerReply;
import io.henge.node.message.Snapshot;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts the answers to a read: a pure accumulator.
 *
 * <p>The answer of an unfilled owner, or of a node that stands in for one, contributes the versions
 * it has, but is not counted and does not vote for absence (rules W3, W5).
 */
final class ReadTally {
  private final int needed;
  private final Map<Member, PeerReply.Head> heads = new LinkedHashMap<>();
  private final List<ReplicaFailure> failures = new ArrayList<>();
  private BlobObject merged = BlobObject.EMPTY;
  private int filled;

  ReadTally(int needed) {
    this.needed = needed;
  }

  /** The same answers, to be counted on independently. */
  ReadTally copy() {
    ReadTally copy = new ReadTally(needed);
    copy.heads.putAll(heads);
    copy.failures.addAll(failures);
    copy.merged = merged;
    copy.filled = filled;
    return copy;
  }

  void add(Member member, PeerReply.Head head) {
    merged = merged.merge(head.object());
    heads.put(member, head);
    if (head.filled()) {
      filled++;
    } else {
      failures.add(
          new ReplicaFailure(
              member.seat(),
              ReplicaFailure.Reason.UNFILLED,
              "it is still being filled, or no owner"));
    }
  }

  void addFailure(ReplicaFailure failure) {
    failures.add(failure);
  }

  /** Whether enough filled owners have answered. */
  boolean isEnough() {
    return filled >= needed;
  }

  /** How many filled owners are still wanted. */
  int missing() {
    return Math.max(0, needed - filled);
  }

  /** How many filled owners have answered. */
  int filled() {
    return filled;
  }

  /** Why it is not enough: who could not help. */
  BlobFailure tooFew() {
    return BlobFailure.quorum(
        ErrorCode.QUORUM_NOT_REACHED,
        filled + " of " + needed + " owners answered",
        false,
        failures);
  }

  /** All that the answers say of the key together. */
  BlobObject merged() {
    return merged;
  }

  /**
   * The removal number before the first of the answers was read; 0 without any. Who is not filled
   * may not have heard of earlier removals yet, and is left out if there are others.
   */
  long lowestRemovalNumber() {
    boolean hasFilled = filled > 0;
    return heads.values().stream()
        .filter(head -> head.filled() || !hasFilled)
        .mapToLong(PeerReply.Head::removalNumber)
        .min()
        .orElse(0);
  }

  /** The removal number of the owner that has confirmed the most removals; 0 without any. */
  long highestRemovalNumber() {
    return heads.values().stream().mapToLong(PeerReply.Head::removalNumber).max().orElse(0);
  }

  /** Who could not help, and why. */
  List<ReplicaFailure> failures() {
    return failures;
  }

  /**
   * Whose answers show that a dot is durable there: it was replaced since, or it is there with its
   * bytes.
   */
  List<Member> seenBy(Dot dot) {
    return heads.entrySet().stream()
        .filter(answer -> answer.getValue().object().context().contains(dot))
        .filter(answer -> !answer.getValue().damaged().contains(dot))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Who has answered. */
  List<Member> members() {
    return List.copyOf(heads.keySet());
  }

  /** What one of them knows of the key. */
  BlobObject objectAt(Member member) {
    return heads.get(member).object();
  }

  /** The same as it was read there. */
  Snapshot snapshotAt(Member member) {
    return heads.get(member).snapshot();
  }

  /** Those filled ones that have all that the answers say together, with all bytes. */
  Set<Member> upToDate() {
    return heads.entrySet().stream()
        .filter(answer -> answer.getValue().filled() && hasAll(answer.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private boolean hasAll(PeerReply.Head head) {
    return head.damaged().isEmpty()
        && head.object().context().equals(merged.context())
        && head.object().live().equals(merged.live());
  }

  /** Whether one of them has answered that it is still being filled. */
  boolean isUnfilled(Member member) {
    return heads.containsKey(member) && !heads.get(member).filled();
  }

  /** Whether one of them has lost bytes, so that it cannot bring all that it knows. */
  boolean hasDamage(Member member) {
    return !heads.get(member).damaged().isEmpty();
  }

  /**
   * Those that lack something the answers together have: a version, the news that one was replaced,
   * or the bytes of a version which another one has.
   */
  List<Member> behind() {
    return members().stream()
        .filter(member -> !objectAt(member).equals(merged) || lacksBytes(member))
        .toList();
  }

  private boolean lacksBytes(Member member) {
    return heads.get(member).damaged().stream()
        .anyMatch(dot -> heads.values().stream().anyMatch(other -> other.holds(dot)));
  }

  /**
   * What one of them can bring: all that it knows, or, if it has lost bytes, each live version that
   * it holds for itself.
   */
  List<Snapshot> soundParts(Member member) {
    return heads.get(member).soundParts();
  }

  /** Those that hold the bytes of a version, in the order of their answers. */
  List<Member> holders(Version version) {
    return heads.entrySet().stream()
        .filter(answer -> answer.getValue().holds(version.dot()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Those that know the version and have lost its bytes, as what keeps them from helping. */
  List<ReplicaFailure> damaged(Version version) {
    return heads.entrySet().stream()
        .filter(answer -> answer.getValue().damaged().contains(version.dot()))
        .map(
            answer ->
                new ReplicaFailure(
                    answer.getKey().seat(),
                    ReplicaFailure.Reason.STORAGE,
                    "its copy of the version is damaged"))
        .toList();
  }

  /** The bytes of a version, if they came along with an answer. */
  Optional<Buffer> smallBody(Version version) {
    return heads.values().stream()
        .filter(head -> head.object().shown().filter(version::equals).isPresent())
        .flatMap(head -> head.smallBody().stream())
        .findFirst();
  }
}
