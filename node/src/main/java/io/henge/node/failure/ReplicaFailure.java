package io.henge.node.failure;

import io.henge.ring.Seat;

/**
 * Why one replica did not do its part in an operation.
 *
 * @param seat the replica's seat
 * @param reason what happened, in a word that programs may compare
 * @param text the same for people; never a stack trace
 */
public record ReplicaFailure(Seat seat, Reason reason, String text) {
  /** The kinds of failure of a replica. */
  public enum Reason {
    /** No connection, or the connection broke before the answer. */
    UNREACHABLE(1),
    /** No answer in time. */
    TIMEOUT(2),
    /** The replica's chain is another one, or ahead. */
    CHAIN(3),
    /** It is still being filled, so it may not vote (rule W5). */
    UNFILLED(4),
    /** Its disk is full. */
    NO_SPACE(5),
    /** Its disk failed, or it holds a corrupt copy. */
    STORAGE(6),
    /** It took the body too slowly and was detached (rule W2). */
    STALLED(7),
    /** It answered that it cannot do this. */
    REFUSED(8),
    /** What it was told was read before a removal that it has confirmed (rule T2). */
    OUTDATED(9);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    /** The reason's number in messages between nodes; never given to another one. */
    public int code() {
      return code;
    }

    /** The reason of that number; one that this program does not know yet is a refusal. */
    public static Reason of(int code) {
      for (Reason reason : values()) {
        if (reason.code == code) {
          return reason;
        }
      }
      return REFUSED;
    }
  }
}
