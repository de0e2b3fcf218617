package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;

/**
 * A client's question which versions of a key there are.
 *
 * @param key the key
 * @param options quorum and time
 */
public record SiblingsRequest(PartitionedKey key, ReadOptions options) {}
