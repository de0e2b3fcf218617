package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import java.util.function.BooleanSupplier;

/**
 * A client's DELETE.
 *
 * @param key the key
 * @param options conditions, context, request id, quorum
 * @param abandoned whether the client is gone, so that nobody waits for what becomes of it (rule
 *     V9)
 */
public record DeleteRequest(
    PartitionedKey key, PutRequest.WriteOptions options, BooleanSupplier abandoned) {
  /** Of a client who waits for the answer. */
  public DeleteRequest(PartitionedKey key, PutRequest.WriteOptions options) {
    this(key, options, () -> false);
  }
}
