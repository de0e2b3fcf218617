package io.henge.node;

import io.henge.node.replica.Removals;
import io.henge.ring.version.Timestamp;
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
  public Timestamp removed(int partition) {
    return shared.removed(partition);
  }

  @Override
  public Future<Void> raise(int partition, long number) {
    return raise(partition, number, Timestamp.ZERO);
  }

  @Override
  public Future<Void> raise(int partition, long number, Timestamp removed) {
    Promise<Void> back = Promise.promise();
    Context caller = vertx.getOrCreateContext();
    shared
        .raise(partition, number, removed)
        .onComplete(
            raised -> caller.runOnContext(home -> back.complete()),
            cause -> caller.runOnContext(home -> back.fail(cause)));
    return back.future();
  }
}
