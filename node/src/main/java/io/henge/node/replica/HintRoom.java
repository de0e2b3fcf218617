package io.henge.node.replica;

import java.util.Optional;

/**
 * Room for hints: copies of partitions that this node does not own, kept for their owners (rule
 * H2). As one event loop sees it.
 */
@FunctionalInterface
public interface HintRoom {
  /** No bound. */
  HintRoom UNBOUNDED = bytes -> Optional.empty();

  /**
   * Why a hint is not taken; empty when it is.
   *
   * @param bytes of the bodies that it brings, 0 or more
   */
  Optional<ReplicaRefusal> refusal(long bytes);
}
