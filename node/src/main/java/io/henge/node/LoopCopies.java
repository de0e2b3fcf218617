package io.henge.node;

import io.henge.node.loop.EventLoops;
import io.henge.node.replica.PeerService;
import io.vertx.core.Future;
import java.util.function.Function;

/** The copies on the event loops, as the peer listeners use them. */
record LoopCopies(EventLoops<LoopParts> loops) implements PeerService.Copies {
  @Override
  public <T> Future<T> on(int partition, Function<PeerService.Holdings, Future<T>> step) {
    return loops.on(partition, step::apply);
  }

  @Override
  public <T> Future<T> anywhere(Function<PeerService.Holdings, Future<T>> step) {
    return loops.anywhere(step::apply);
  }
}
