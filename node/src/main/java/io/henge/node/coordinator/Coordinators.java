package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * The coordinators of this node, one per event loop: a partition belongs to one loop, and its state
 * is touched only there, so that no locks are needed and writes to a key have a natural order.
 */
public interface Coordinators {
  /** Runs a step on the loop that the key's partition belongs to; the answer comes back here. */
  <T> Future<T> on(PartitionedKey key, Function<Coordinator, Future<T>> step);

  /** Runs a step that is about no partition of its own, on any loop; likewise. */
  <T> Future<T> anywhere(Function<Coordinator, Future<T>> step);
}
