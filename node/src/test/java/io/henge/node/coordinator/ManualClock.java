package io.henge.node.coordinator;

import io.henge.node.port.Clock;
import io.henge.node.world.SimulatedClock;

/** A node's clock on virtual time, for tests of one part alone. */
final class ManualClock implements Clock {
  private final SimulatedClock time = new SimulatedClock();

  @Override
  public long wallMillis() {
    return SimulatedClock.WALL_START_MILLIS + time.nowMillis();
  }

  @Override
  public long monotonicMillis() {
    return time.nowMillis();
  }

  @Override
  public Timer after(long delayMillis, Runnable action) {
    return time.after(delayMillis, action);
  }

  /** Lets that much time pass. */
  void pass(long millis) {
    time.run(millis);
  }
}
