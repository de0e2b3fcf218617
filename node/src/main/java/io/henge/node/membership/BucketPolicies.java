package io.henge.node.membership;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ChainEntry;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.Optional;

/** Sets what is agreed on for a bucket. Belongs to the event loop of the votes. */
public final class BucketPolicies {
  private final ChainVote vote;

  public BucketPolicies(ChainVote vote) {
    this.vote = vote;
  }

  /**
   * Gives a bucket a policy; the default one takes away its own. Completes with an entry in which
   * it is in force, and fails as {@link ChainVote#decide} does, or with 400 when the policy is not
   * possible.
   */
  public Future<ChainEntry> set(String bucket, BucketPolicy policy, long timeoutMillis) {
    return vote.decide(newest -> after(newest, bucket, policy), timeoutMillis);
  }

  private static Optional<ChainEntry> after(ChainEntry newest, String bucket, BucketPolicy policy) {
    if (newest.policyOf(bucket).equals(policy)) {
      return Optional.empty();
    }
    try {
      return Optional.of(newest.withPolicy(bucket, policy));
    } catch (IllegalArgumentException impossible) {
      throw BlobFailure.of(ErrorCode.BAD_REQUEST, impossible.getMessage());
    }
  }
}
