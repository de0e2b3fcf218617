package io.henge.node.loop;

import io.henge.node.port.Clock;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The machine's clocks, for any event loop; timers run on the one that sets them. */
public final class LoopClock implements Clock {
  private final Vertx vertx;
  private final LongSupplier wallMillis;

  /**
   * @param wallMillis milliseconds since 1970; may jump
   */
  public LoopClock(Vertx vertx, LongSupplier wallMillis) {
    this.vertx = vertx;
    this.wallMillis = wallMillis;
  }

  @Override
  public long wallMillis() {
    return wallMillis.getAsLong();
  }

  @Override
  public long monotonicMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }

  @Override
  public Timer after(long delayMillis, Runnable action) {
    long id = vertx.setTimer(delayMillis, fired -> action.run());
    return () -> vertx.cancelTimer(id);
  }
}
