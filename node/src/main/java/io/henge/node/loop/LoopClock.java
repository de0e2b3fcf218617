package io.henge.node.loop;

import io.henge.node.port.Clock;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** The machine's clocks; timers run on the event loop that sets them. */
public final class LoopClock implements Clock {
  private final Vertx vertx;

  public LoopClock(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long monotonicMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  @Override
  public Timer after(long delayMillis, Runnable action) {
    long id = vertx.setTimer(delayMillis, fired -> action.run());
    return () -> vertx.cancelTimer(id);
  }
}
