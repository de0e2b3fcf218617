package io.henge.node.coordinator;

import io.henge.node.failure.ReplicaFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the durable acks of a write: a pure accumulator.
 *
 * <p>Acks of stand-ins count when the owners alone cannot make it enough any more, or are not
 * waited for any longer (rule W3). So a write that enough owners can take is one that every read
 * sees, although a stand-in may be faster.
 */
final class WriteTally {
  private final int needed;
  private final int owners;
  private final int standIns;
  private final List<ReplicaFailure> failures = new ArrayList<>();
  private int acks;
  private int standInAcks;
  private int ownerFailures;
  private int doubtful;
  private boolean isPatient = true;

  /** A count of owners alone. */
  WriteTally(int needed, int owners) {
    this(needed, owners, 0);
  }

  /**
   * A count.
   *
   * @param standIns how many nodes may stand in for owners; 0 where only owners count
   */
  WriteTally(int needed, int owners, int standIns) {
    this.needed = needed;
    this.owners = owners;
    this.standIns = standIns;
  }

  void addAck() {
    acks++;
  }

  void addStandInAck() {
    standInAcks++;
  }

  void addFailure(ReplicaFailure failure) {
    ownerFailures++;
    failures.add(failure);
  }

  void addStandInFailure(ReplicaFailure failure) {
    failures.add(failure);
  }

  /** So many owners that have not answered probably will not. */
  void doubt(int silentOwners) {
    doubtful = silentOwners;
  }

  /** The owners have had time enough: stand-ins count from now on. */
  void losePatience() {
    isPatient = false;
  }

  /** How many owners hold the write durably. */
  int acks() {
    return acks;
  }

  /** How many stand-ins do. */
  int standInAcks() {
    return standInAcks;
  }

  /** Whether the write may be acknowledged. */
  boolean isEnough() {
    return acks >= needed || (standInsCount() && acks + standInAcks >= needed);
  }

  private boolean standInsCount() {
    return !isPatient || owners - ownerFailures - doubtful < needed;
  }

  /** Whether those that are still silent cannot make it enough any more. */
  boolean isHopeless() {
    int standInFailures = failures.size() - ownerFailures;
    return owners - ownerFailures + standIns - standInFailures < needed;
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
