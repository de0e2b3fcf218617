package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import java.util.Optional;

/**
 * A client's GET or HEAD.
 *
 * @param key the key
 * @param preconditions evaluated against the shown version
 * @param range the slice asked for; an absent one means all
 * @param bytesWanted false for HEAD
 * @param r how many owners must answer
 * @param timeoutMillis until the first byte, 1 or more
 */
public record GetRequest(
    PartitionedKey key,
    Preconditions preconditions,
    Optional<RangeRequest> range,
    boolean bytesWanted,
    QuorumSize r,
    long timeoutMillis) {}
