package io.henge.chaos.workload;

import io.henge.chaos.history.Operation;
import java.util.List;
import java.util.Optional;

/**
 * What a client heard of one operation, after all of its attempts.
 *
 * @param outcome what it knows of it
 * @param status of the last answer; 0 when none came
 * @param attempts how often it was sent
 * @param acted how many of these may have had an effect
 * @param node whom it asked first; 0 when the client chose by itself
 * @param shown the names of the writes that were shown
 * @param context what came with it, to be sent with a write
 * @param acks how many nodes acknowledged a write
 * @param standIns how many of them were stand-ins
 * @param degraded whether the answer said so
 * @param note for people
 */
record Answer(
    Operation.Outcome outcome,
    int status,
    int attempts,
    int acted,
    int node,
    List<String> shown,
    Optional<String> context,
    int acks,
    int standIns,
    boolean degraded,
    String note) {
  Answer {
    shown = List.copyOf(shown);
  }

  /** Nothing was heard that tells anything. */
  static Answer unknown(int status, int attempts, int node, String note) {
    return failed(Operation.Outcome.UNKNOWN, status, attempts, node, note);
  }

  /** It was refused, for good. */
  static Answer refused(int status, int attempts, int node, String note) {
    return failed(Operation.Outcome.REFUSED, status, attempts, node, note);
  }

  /** A body came that nobody sent. */
  static Answer damaged(int status, int attempts, int node, String note) {
    return failed(Operation.Outcome.DAMAGED, status, attempts, node, note);
  }

  private static Answer failed(
      Operation.Outcome outcome, int status, int attempts, int node, String note) {
    return new Answer(
        outcome, status, attempts, attempts, node, List.of(), Optional.empty(), 0, 0, false, note);
  }

  /** A read was answered. */
  static Answer read(
      int status, int attempts, int node, List<String> shown, Optional<String> context) {
    return new Answer(
        Operation.Outcome.OK, status, attempts, 0, node, shown, context, 0, 0, false, "");
  }

  /** A write was acknowledged. */
  static Answer applied(
      int status,
      int attempts,
      int node,
      Optional<String> context,
      int acks,
      int standIns,
      boolean degraded) {
    return new Answer(
        Operation.Outcome.OK,
        status,
        attempts,
        attempts,
        node,
        List.of(),
        context,
        acks,
        standIns,
        degraded,
        "");
  }

  /** The same after so many attempts, of which so many may have had an effect. */
  Answer after(int tried, int mayHaveActed) {
    return new Answer(
        outcome, status, tried, mayHaveActed, node, shown, context, acks, standIns, degraded, note);
  }

  /** Whether anything was said of what is there, be it right or wrong. */
  boolean isTelling() {
    return isOk() || outcome == Operation.Outcome.DAMAGED;
  }

  boolean isOk() {
    return outcome == Operation.Outcome.OK;
  }
}
