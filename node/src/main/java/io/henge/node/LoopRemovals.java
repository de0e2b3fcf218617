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
  public long floor(int partition) {
    return shared.floor(partition);
  }

  @Override
  public Timestamp removed(int partition) {
    return shared.removed(partition);
  }

  @Override
  public Future<Void> raise(int partition, long number, Timestamp removed) {
    return here(shared.raise(partition, number, removed));
  }

  @Override
  public Future<Void> confirm(int partition, long number, Timestamp removed) {
    return here(shared.confirm(partition, number, removed));
  }

  private Future<Void> here(Future<Void> anywhere) {
    Promise<Void> back = Promise.promise();
    Context caller = vertx.getOrCreateContext();
    anywhere.onComplete(
        raised -> caller.runOnContext(home -> back.complete()),
        cause -> caller.runOnContext(home -> back.fail(cause)));
    return back.future();
  }
}
