package io.henge.node.coordinator;

import io.henge.node.failure.ReplicaFailure;
import java.util.ArrayList;
import java.util.List;

/** Counts the durable acks of a write: a pure accumulator. */
final class WriteTally {
  private final int needed;
  private final int asked;
  private final List<ReplicaFailure> failures = new ArrayList<>();
  private int acks;

  WriteTally(int needed, int asked) {
    this.needed = needed;
    this.asked = asked;
  }

  void addAck() {
    acks++;
  }

  void addFailure(ReplicaFailure failure) {
    failures.add(failure);
  }

  /** How many replicas hold the write durably. */
  int acks() {
    return acks;
  }

  /** Whether the write may be acknowledged. */
  boolean isEnough() {
    return acks >= needed;
  }

  /** Whether every replica has said its word. */
  boolean isComplete() {
    return acks + failures.size() >= asked;
  }

  /** Whether the replicas that are still silent cannot make it enough any more. */
  boolean isHopeless() {
    return asked - failures.size() < needed;
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
