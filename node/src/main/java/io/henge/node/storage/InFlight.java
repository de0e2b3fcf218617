package io.henge.node.storage;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Counts the calls that run, so that closing can wait for them: the index lives outside the heap,
 * and a read after its end would take the process with it.
 */
final class InFlight {
  private final Promise<Void> drained = Promise.promise();
  private int running;
  private boolean closed;

  /** Whether a call may begin; if so, {@link #exit} must follow. */
  synchronized boolean enter() {
    if (!closed) {
      running++;
    }
    return !closed;
  }

  void exit() {
    if (leave()) {
      drained.tryComplete();
    }
  }

  private synchronized boolean leave() {
    running--;
    return closed && running == 0;
  }

  /** Lets no call begin any more; completes when none runs. */
  Future<Void> close() {
    boolean idle;
    synchronized (this) {
      closed = true;
      idle = running == 0;
    }
    if (idle) {
      drained.tryComplete();
    }
    return drained.future();
  }
}
