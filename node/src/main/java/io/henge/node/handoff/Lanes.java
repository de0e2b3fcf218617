package io.henge.node.handoff;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Lets so many things be under way at once; the others wait. For one event loop. */
final class Lanes {
  private final int width;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int busy;

  Lanes(int width) {
    this.width = width;
  }

  /** Begins it when there is a lane. */
  <T> Future<T> run(Supplier<Future<T>> what) {
    Promise<T> done = Promise.promise();
    waiting.add(
        () ->
            Future.<Void>succeededFuture()
                .compose(now -> what.get())
                .andThen(ended -> leave())
                .onComplete(done));
    advance();
    return done.future();
  }

  private void leave() {
    busy--;
    advance();
  }

  private void advance() {
    while (busy < width && !waiting.isEmpty()) {
      busy++;
      waiting.remove().run();
    }
  }
}
