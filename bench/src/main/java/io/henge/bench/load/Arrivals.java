package io.henge.bench.load;

import java.util.random.RandomGenerator;

/**
 * When requests of a round are due. Times are those of {@link System#nanoTime}.
 *
 * <p>In a closed loop a request is due whenever a connection is free: a server that stalls is asked
 * less while it does, so the loop tells its throughput but hides its worst latencies. In an open
 * loop requests are due at times that were drawn beforehand, whatever the server does. One that
 * finds no free connection waits, and its latency counts from when it was due.
 */
public interface Arrivals {
  /** Whether a request is due. */
  boolean isDue(long now);

  /** Takes the request that is due, and returns from when on its latency counts. */
  long take(long now);

  /** How long until the next one is due, in nanoseconds; 0 if it is, the maximum if none is. */
  long untilNext(long now);

  /** Whether none will be due any more, all having been taken. */
  boolean isOver(long now);

  /** As many requests as connections manage until {@code end}, and no more than {@code count}. */
  static Arrivals closed(long end, long count) {
    return new Closed(end, count);
  }

  /** Requests at random times, independent of one another, as of many clients. */
  static Arrivals open(long start, long end, double perSecond, RandomGenerator random) {
    return new Open(start, end, perSecond, random);
  }

  /** The closed loop. */
  final class Closed implements Arrivals {
    private final long end;
    private long left;

    private Closed(long end, long count) {
      this.end = end;
      this.left = count;
    }

    @Override
    public boolean isDue(long now) {
      return !isOver(now);
    }

    @Override
    public long take(long now) {
      left--;
      return now;
    }

    @Override
    public long untilNext(long now) {
      return isOver(now) ? Long.MAX_VALUE : 0;
    }

    @Override
    public boolean isOver(long now) {
      return left == 0 || now - end >= 0;
    }
  }

  /** The open loop: a Poisson process. Holds one time only, however long the backlog gets. */
  final class Open implements Arrivals {
    private static final double NANOS_PER_SECOND = 1e9;

    private final long end;
    private final double meanGapNanos;
    private final RandomGenerator random;
    private long next;

    private Open(long start, long end, double perSecond, RandomGenerator random) {
      this.end = end;
      this.meanGapNanos = NANOS_PER_SECOND / perSecond;
      this.random = random;
      this.next = start;
      advance();
    }

    private void advance() {
      next += Math.max(1, (long) (random.nextExponential() * meanGapNanos));
    }

    @Override
    public boolean isDue(long now) {
      return next - now <= 0 && next - end < 0;
    }

    @Override
    public long take(long now) {
      long due = next;
      advance();
      return due;
    }

    @Override
    public long untilNext(long now) {
      return next - end >= 0 ? Long.MAX_VALUE : Math.max(0, next - now);
    }

    @Override
    public boolean isOver(long now) {
      return next - end >= 0;
    }
  }
}
