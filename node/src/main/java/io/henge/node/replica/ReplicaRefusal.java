package io.henge.node.replica;

import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.port.Bodies;
import io.henge.node.port.NetworkFailure;
import io.henge.node.storage.StorageFailure;
import io.henge.ring.Seat;

/** A copy that did not do its part, for an expected reason; without a stack trace. */
public final class ReplicaRefusal extends RuntimeException {
  private final Reason reason;

  public ReplicaRefusal(Reason reason, String text) {
    super(text, null, false, false);
    this.reason = reason;
  }

  /** The reason. */
  public Reason reason() {
    return reason;
  }

  /** What a failed step of a copy says about that copy. */
  public static ReplicaRefusal of(Throwable cause) {
    if (cause instanceof ReplicaRefusal refusal) {
      return refusal;
    }
    if (cause instanceof NetworkFailure failure) {
      return new ReplicaRefusal(failure.reason(), failure.getMessage());
    }
    if (cause instanceof StorageFailure failure) {
      Reason reason =
          failure.kind() == StorageFailure.Kind.NO_SPACE ? Reason.NO_SPACE : Reason.STORAGE;
      return new ReplicaRefusal(reason, failure.getMessage());
    }
    if (cause instanceof OutdatedData outdated) {
      return new ReplicaRefusal(Reason.OUTDATED, outdated.getMessage());
    }
    if (cause instanceof Bodies.BodyGone gone) {
      return new ReplicaRefusal(Reason.REFUSED, gone.getMessage());
    }
    return new ReplicaRefusal(Reason.REFUSED, "unexpected: " + cause.getClass().getSimpleName());
  }

  /** The same, told of the copy at a seat. */
  public static ReplicaFailure at(Seat seat, Throwable cause) {
    ReplicaRefusal refusal = of(cause);
    return new ReplicaFailure(seat, refusal.reason(), refusal.getMessage());
  }
}
