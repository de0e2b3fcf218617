package io.henge.node.world;

import io.henge.node.port.Clock;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time: a heap of things to happen, in the order of their moments. Nothing passes but by
 * {@link #step}. Every node sees the same monotonic time and a wall clock of its own.
 */
public final class SimulatedClock {
  /** The wall clock's reading when the world begins; after 1970, so that offsets fit. */
  public static final long WALL_START_MILLIS = 1_700_000_000_000L;

  private static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::at).thenComparingLong(Event::order);

  private final PriorityQueue<Event> events = new PriorityQueue<>(ORDER);
  private long now;
  private long made;

  /** Something that is to happen; equal moments keep the order in which they were asked for. */
  private record Event(long at, long order, Runnable action) {}

  /** Milliseconds since the world began. */
  public long nowMillis() {
    return now;
  }

  /** Lets the action happen after that many milliseconds, 0 or more. */
  public Clock.Timer after(long delayMillis, Runnable action) {
    Event event = new Event(now + delayMillis, made++, action);
    events.add(event);
    return () -> events.remove(event);
  }

  /** Lets the next thing happen; false when nothing is left to happen. */
  public boolean step() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    now = next.at();
    next.action().run();
    return true;
  }

  /** Lets all happen that is due within the time, and then that time be. */
  public void run(long millis) {
    long end = now + millis;
    while (!events.isEmpty() && events.element().at() <= end) {
      step();
    }
    now = end;
  }

  /** The clock of a node: its timers die with its process. */
  Clock of(Life life, long wallOffsetMillis) {
    return new Clock() {
      @Override
      public long wallMillis() {
        return WALL_START_MILLIS + now + wallOffsetMillis;
      }

      @Override
      public long monotonicMillis() {
        return now;
      }

      @Override
      public Timer after(long delayMillis, Runnable action) {
        if (delayMillis < 1) {
          throw new IllegalArgumentException("a timer of " + delayMillis + " ms");
        }
        return SimulatedClock.this.after(delayMillis, life.whileItLasts(action));
      }
    };
  }
}
