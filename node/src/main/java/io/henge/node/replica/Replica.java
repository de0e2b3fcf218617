package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.message.Snapshot;
import io.vertx.core.Future;

/**
 * What a coordinator may ask of any copy of a key. Failures are {@link ReplicaRefusal}s; a failed
 * step may have been done all the same.
 */
public interface Replica {
  /** The key's object as this copy knows it, with the bytes of a small shown version if wanted. */
  Future<PeerReply.Head> head(PartitionedKey key, boolean withSmallBody);

  /**
   * Merges a fragment (a new version and its own past) and completes when that is durable. Doing it
   * twice is doing it once.
   *
   * @param fragment stamped with the partition's removal number when the version was made (T2)
   */
  Future<Void> commit(PartitionedKey key, Snapshot fragment, NewBytes bytes);

  /**
   * Offers an object whose bytes this node holds; completes when the copy has merged it, durably,
   * with all bytes (rule V3).
   */
  Future<Void> offer(PartitionedKey key, Snapshot object);
}
