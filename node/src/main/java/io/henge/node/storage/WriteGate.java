package io.henge.node.storage;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/** Counts the writes that are under way, so that somebody can wait for a moment without any. */
final class WriteGate {
  private final List<Promise<Void>> waiting = new ArrayList<>();
  private int running;

  /** A write begins; {@link #exit} must follow. */
  synchronized void enter() {
    running++;
  }

  void exit() {
    leave().forEach(Promise::complete);
  }

  private synchronized List<Promise<Void>> leave() {
    running--;
    if (running > 0) {
      return List.of();
    }
    List<Promise<Void>> told = List.copyOf(waiting);
    waiting.clear();
    return told;
  }

  /** Completes as soon as all writes that have begun before this call have ended. */
  synchronized Future<Void> idle() {
    if (running == 0) {
      return Future.succeededFuture();
    }
    Promise<Void> idle = Promise.promise();
    waiting.add(idle);
    return idle.future();
  }
}
