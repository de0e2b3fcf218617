package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;

/**
 * A client's DELETE.
 *
 * @param key the key
 * @param options conditions, context, request id, quorum
 */
public record DeleteRequest(PartitionedKey key, PutRequest.WriteOptions options) {}
