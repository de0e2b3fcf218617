package io.henge.node.port;

import io.henge.node.failure.ReplicaFailure;

/** A call that brought no reply. Without a stack trace: it is an expected outcome. */
public final class NetworkFailure extends RuntimeException {
  private final ReplicaFailure.Reason reason;

  public NetworkFailure(ReplicaFailure.Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Unreachable, timeout or refused. */
  public ReplicaFailure.Reason reason() {
    return reason;
  }
}
