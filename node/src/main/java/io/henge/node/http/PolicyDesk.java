package io.henge.node.http;

import io.henge.ring.BucketPolicy;
import io.henge.ring.ChainEntry;
import io.vertx.core.Future;

/** Where the policies of buckets are agreed on. May be asked on any event loop. */
@FunctionalInterface
public interface PolicyDesk {
  /**
   * Gives a bucket a policy; the default one takes away its own. Completes with a chain entry in
   * which it is in force, once a majority of the members has that durably. Fails with {@link
   * io.henge.node.failure.BlobFailure}.
   */
  Future<ChainEntry> set(String bucket, BucketPolicy policy, long timeoutMillis);
}
