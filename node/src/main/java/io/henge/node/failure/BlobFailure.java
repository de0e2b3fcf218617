package io.henge.node.failure;

import io.henge.ring.wire.ErrorCode;
import java.util.List;

/**
 * An operation that failed in an expected way: a value that travels in a {@code Future}, without a
 * stack trace.
 *
 * <p>A failure says whether the operation may have had an effect: a 4xx never has one, ever; a
 * write that failed after its version was made may surface later, once.
 */
public final class BlobFailure extends RuntimeException {
  private final ErrorCode code;
  private final boolean maySurface;
  private final List<ReplicaFailure> replicas;
  private final String context;

  private BlobFailure(
      ErrorCode code,
      String message,
      boolean maySurface,
      List<ReplicaFailure> replicas,
      String context) {
    super(message, null, false, false);
    this.code = code;
    this.maySurface = maySurface;
    this.replicas = List.copyOf(replicas);
    this.context = context;
  }

  /** A failure without any effect. */
  public static BlobFailure of(ErrorCode code, String message) {
    return new BlobFailure(code, message, false, List.of(), "");
  }

  /** Too few replicas did their part. */
  public static BlobFailure quorum(
      ErrorCode code, String message, boolean maySurface, List<ReplicaFailure> replicas) {
    return new BlobFailure(code, message, maySurface, replicas, "");
  }

  /** An answer about a deleted key, with the context that its tombstone covers, as a token. */
  public static BlobFailure gone(String message, String context) {
    return new BlobFailure(ErrorCode.GONE, message, false, List.of(), context);
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** Whether the write may become visible later. Never true for a 4xx. */
  public boolean maySurface() {
    return maySurface;
  }

  /** The replicas that failed, each with its reason; empty when replicas were not the cause. */
  public List<ReplicaFailure> replicas() {
    return replicas;
  }

  /** The client context to send along, empty when there is none. */
  public String context() {
    return context;
  }
}
