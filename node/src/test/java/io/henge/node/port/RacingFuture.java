package io.henge.node.port;

import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.impl.future.FutureImpl;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.Callable;

/**
 * A step on another thread that ends while its caller, on an event loop, is still attaching
 * listeners: after the first so many of them. These are told in the loop's next turn, and whoever
 * is attached behind them at once, so before them. With fewer listeners it ends in the next turn.
 */
public final class RacingFuture<T> extends FutureImpl<T> {
  private final int listeners;
  private final Thread thread;
  private int attached;

  /** Begins a step; to be called on an event loop, which waits for it. */
  public RacingFuture(int listeners, Callable<T> step) {
    super((ContextInternal) Vertx.currentContext());
    this.listeners = listeners;
    this.thread = new Thread(() -> run(step), "racing");
    context.runOnContext(nextTurn -> end());
  }

  private void run(Callable<T> step) {
    try {
      tryComplete(step.call());
    } catch (Exception e) {
      tryFail(e);
    }
  }

  @Override
  public void addListener(Completable<? super T> listener) {
    super.addListener(listener);
    attached++;
    if (attached == listeners) {
      end();
    }
  }

  private void end() {
    if (thread.getState() != Thread.State.NEW) {
      return;
    }
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
