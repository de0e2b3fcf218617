package io.henge.node;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.loop.EventLoops;
import io.henge.node.replica.PeerService;
import io.henge.node.replica.Replicas;
import io.vertx.core.Future;
import java.util.function.Function;

/** The copies on the event loops, as the peer listeners use them. */
record LoopCopies(EventLoops<LoopParts> loops) implements PeerService.Copies {
  @Override
  public <T> Future<T> on(PartitionedKey key, Function<Replicas, Future<T>> step) {
    return loops.on(key, loop -> step.apply(loop.replicas()));
  }
}
