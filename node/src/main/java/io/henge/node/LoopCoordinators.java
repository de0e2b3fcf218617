package io.henge.node;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.Coordinator;
import io.henge.node.coordinator.Coordinators;
import io.henge.node.loop.EventLoops;
import io.vertx.core.Future;
import java.util.function.Function;

/** The coordinators on the event loops, as the client listeners use them. */
record LoopCoordinators(EventLoops<LoopParts> loops) implements Coordinators {
  @Override
  public <T> Future<T> on(PartitionedKey key, Function<Coordinator, Future<T>> step) {
    return loops.on(key, loop -> step.apply(loop.coordinator()));
  }

  @Override
  public <T> Future<T> anywhere(Function<Coordinator, Future<T>> step) {
    return loops.anywhere(loop -> step.apply(loop.coordinator()));
  }
}
