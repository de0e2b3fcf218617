package io.henge.node.coordinator;

import io.henge.node.failure.ReplicaFailure;
import io.henge.ring.Member;
import io.henge.ring.Share;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts the durable acks of a write: a pure accumulator.
 *
 * <p>While a row changes they are counted for each of the two rows, and both have to be enough
 * (rule C4): the sum of them could be enough for neither.
 *
 * <p>Acks of stand-ins count when the owners alone cannot make it enough any more, or are not
 * waited for any longer (rule W3). So a write that enough owners can take is one that every read
 * sees, although a stand-in may be faster.
 */
final class WriteTally {
  private final List<Share> shares;
  private final int standIns;
  private final List<ReplicaFailure> failures = new ArrayList<>();
  private final Set<Member> acked = new HashSet<>();
  private final Set<Member> failed = new HashSet<>();
  private Set<Member> doubtful = Set.of();
  private int standInAcks;
  private int standInFailures;
  private boolean isPatient = true;

  /** A count of owners alone. */
  WriteTally(List<Share> shares) {
    this(shares, 0);
  }

  /**
   * A count.
   *
   * @param shares of which rows how many acks are enough
   * @param standIns how many nodes may stand in for owners; 0 where only owners count
   */
  WriteTally(List<Share> shares, int standIns) {
    this.shares = List.copyOf(shares);
    this.standIns = standIns;
  }

  void addAck(Member owner) {
    acked.add(owner);
  }

  void addStandInAck() {
    standInAcks++;
  }

  void addFailure(Member owner, ReplicaFailure failure) {
    failed.add(owner);
    failures.add(failure);
  }

  void addStandInFailure(ReplicaFailure failure) {
    standInFailures++;
    failures.add(failure);
  }

  /** These owners have not answered, and probably will not. */
  void doubt(Set<Member> silentOwners) {
    doubtful = silentOwners;
  }

  /** The owners have had time enough: stand-ins count from now on. */
  void losePatience() {
    isPatient = false;
  }

  /** How many owners hold the write durably. */
  int acks() {
    return acked.size();
  }

  /** How many stand-ins do. */
  int standInAcks() {
    return standInAcks;
  }

  /** Whether the write may be acknowledged. */
  boolean isEnough() {
    return shares.stream().allMatch(this::isEnough);
  }

  private boolean isEnough(Share share) {
    int acks = share.count(acked);
    return acks >= share.needed() || (standInsCount(share) && acks + standInAcks >= share.needed());
  }

  private boolean standInsCount(Share share) {
    int hoped = share.owners().size() - share.count(failed) - share.count(doubtful);
    return !isPatient || hoped < share.needed();
  }

  /** Whether those that are still silent cannot make it enough any more. */
  boolean isHopeless() {
    int helping = standIns - standInFailures;
    return shares.stream()
        .anyMatch(share -> share.owners().size() - share.count(failed) + helping < share.needed());
  }

  /** Who failed, and why. */
  List<ReplicaFailure> failures() {
    return failures;
  }

  /** Whether nothing but lack of space stood in the way. */
  boolean failedForSpace() {
    return !failures.isEmpty()
        && failures.stream().allMatch(f -> f.reason() == ReplicaFailure.Reason.NO_SPACE);
  }
}
