package io.henge.node.world;

import io.henge.node.port.Clock;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/**
 * Virtual time: a heap of things to happen, in the order of their moments. Nothing passes but by
 * {@link #step}. Every node sees the same monotonic time and a wall clock of its own.
 */
public final class SimulatedClock {
  /** The wall clock's reading when the world begins; after 1970, so that offsets fit. */
  public static final long WALL_START_MILLIS = 1_700_000_000_000L;

  private static final Comparator<Event> ORDER =
      Comparator.<Event>comparingLong(event -> event.at).thenComparingLong(event -> event.order);

  private final PriorityQueue<Event> events = new PriorityQueue<>(ORDER);
  private long now;
  private long made;

  /** Something that is to happen; equal moments keep the order in which they were asked for. */
  private static final class Event implements Clock.Timer {
    private final long at;
    private final long order;
    private Runnable action;

    Event(long at, long order, Runnable action) {
      this.at = at;
      this.order = order;
      this.action = action;
    }

    /** It stays in the heap until its moment: to search it there would cost more. */
    @Override
    public void cancel() {
      action = () -> {};
    }
  }

  /** Milliseconds since the world began. */
  public long nowMillis() {
    return now;
  }

  /** Lets the action happen after that many milliseconds, 0 or more. */
  public Clock.Timer after(long delayMillis, Runnable action) {
    Event event = new Event(now + delayMillis, made++, action);
    events.add(event);
    return event;
  }

  /** Lets the next thing happen; false when nothing is left to happen. */
  public boolean step() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    now = next.at;
    next.action.run();
    return true;
  }

  /** Lets all happen that is due within the time, and then that time be. */
  public void run(long millis) {
    long end = now + millis;
    while (!events.isEmpty() && events.element().at <= end) {
      step();
    }
    now = end;
  }

  /** The clock of a node: its timers die with its process, its wall clock is as wrong as told. */
  Clock of(Life life, LongSupplier wallOffsetMillis) {
    return new Clock() {
      @Override
      public long wallMillis() {
        return WALL_START_MILLIS + now + wallOffsetMillis.getAsLong();
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
