package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.version.Dot;

/**
 * A version whose bytes this node should hold and does not: its copy was corrupt, or is missing.
 *
 * @param key whose version it is
 * @param dot which version
 */
public record Damage(PartitionedKey key, Dot dot) {}
