package io.henge.node.background;

import io.henge.node.port.Clock;
import io.henge.node.world.SimulatedClock;

/** Virtual time that is read as finely as steps may take. */
final class ManualClock implements Clock {
  private final SimulatedClock time = new SimulatedClock();
  private long nanosBeside;

  @Override
  public long wallMillis() {
    return SimulatedClock.WALL_START_MILLIS + time.nowMillis();
  }

  @Override
  public long monotonicMillis() {
    return time.nowMillis();
  }

  @Override
  public long monotonicNanos() {
    return time.nowMillis() * 1_000_000 + nanosBeside;
  }

  @Override
  public Timer after(long delayMillis, Runnable action) {
    return time.after(delayMillis, action);
  }

  /** Lets that much time pass. */
  void pass(long millis) {
    time.run(millis);
  }

  /** Lets less time pass than timers can tell. */
  void passNanos(long nanos) {
    nanosBeside += nanos;
  }
}
