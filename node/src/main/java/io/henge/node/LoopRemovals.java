package io.henge.node;

import io.henge.node.replica.Removals;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** The removal numbers of a node as each event loop sees them: futures complete on the caller's. */
record LoopRemovals(Vertx vertx, Removals shared) implements Removals {
  @Override
  public long number(int partition) {
    return shared.number(partition);
  }

  @Override
  public long stamp(int partition) {
    return shared.stamp(partition);
  }

  @Override
  public Future<Void> raise(int partition, long number) {
    Promise<Void> back = Promise.promise();
    Context caller = vertx.getOrCreateContext();
    shared
        .raise(partition, number)
        .onComplete(
            raised -> caller.runOnContext(home -> back.complete()),
            cause -> caller.runOnContext(home -> back.fail(cause)));
    return back.future();
  }
}
