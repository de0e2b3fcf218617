package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.version.Dot;
import java.util.Optional;

/**
 * A client's GET or HEAD of one version.
 *
 * @param key the key
 * @param version the live version wanted; an absent one means the shown one
 * @param preconditions evaluated against that version
 * @param range the slice asked for; an absent one means all
 * @param bytesWanted false for HEAD
 * @param options quorum and time
 */
public record GetRequest(
    PartitionedKey key,
    Optional<Dot> version,
    Preconditions preconditions,
    Optional<RangeRequest> range,
    boolean bytesWanted,
    ReadOptions options) {
  /** A HEAD of whatever is shown. */
  static GetRequest headOf(PartitionedKey key, ReadOptions options) {
    return new GetRequest(
        key, Optional.empty(), Preconditions.NONE, Optional.empty(), false, options);
  }
}
