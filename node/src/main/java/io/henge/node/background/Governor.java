package io.henge.node.background;

import io.henge.node.port.Clock;

/**
 * The one place that slows all work in the background when requests get slower. It is told how long
 * each small request took, and says which share of its time a worker may work.
 *
 * <p>Time is cut into windows. At the end of each the 90th percentile of what was told in it is
 * held against a baseline, for reads and for writes by themselves, as they take different times. If
 * one is more than twice its baseline, the share is halved; else it rises by a sixteenth of the
 * whole. So work yields within seconds and comes back within half a minute. Additive increase and
 * multiplicative decrease is how TCP shares a link (Chiu and Jain 1989; RFC 5681): rivals that know
 * nothing of each other get out of the way quickly and do not swing together. A window in which
 * nobody asked for anything doubles the share.
 *
 * <p>The baseline is what requests take when the background is quiet, so it follows lower values
 * quickly, and higher ones hardly, as long as the background may be the reason for them. When the
 * share is at its least and requests are slow all the same, the reason is another, such as more
 * requests, and the baseline follows within a minute: else repairs would wait as long as the load
 * lasts.
 *
 * <p>Latencies below a floor are fast whatever the baseline is, so that noise on an idle machine
 * slows nothing. Thread-safe: loops tell, workers on all loops ask.
 */
public final class Governor {
  /** The least share: repairs must go on under any load. */
  public static final double SHARE_MIN = 1.0 / 32;

  /** Of one second there would be too few requests for a quantile on a quiet cluster. */
  static final long WINDOW_MILLIS = 2_000;

  static final double SHARE_RISE = 1.0 / 16;
  static final double QUANTILE = 0.9;
  static final double SLOW_FACTOR = 2;
  static final double FLOOR_MILLIS = 2;

  /** The quantile of fewer is chance. */
  static final long SAMPLES_MIN = 10;

  /** After so many empty windows the share is 1, whatever it was. */
  private static final long EMPTY_WINDOWS_MAX = 5;

  private final Clock clock;
  private final boolean isOn;
  private final Foreground reads = new Foreground();
  private final Foreground writes = new Foreground();
  private volatile double share = 1;
  private volatile long windowEndsMillis;

  /**
   * A governor that has been told nothing yet.
   *
   * @param isOn whether it slows anything; it measures in any case
   */
  public Governor(Clock clock, boolean isOn) {
    this.clock = clock;
    this.isOn = isOn;
    this.windowEndsMillis = clock.monotonicMillis() + WINDOW_MILLIS;
  }

  /** A small read took that long from its arrival to the head of its answer. */
  public void read(long tookNanos) {
    closeWindowIfOver();
    reads.took.add(tookNanos);
  }

  /** A small write took that long from the last byte of its body to its receipt. */
  public void written(long tookNanos) {
    closeWindowIfOver();
    writes.took.add(tookNanos);
  }

  /** Which share of its time a worker may work, from {@link #SHARE_MIN} to 1. */
  public double share() {
    closeWindowIfOver();
    return isOn ? share : 1;
  }

  /** What is known of reads. */
  public Latency reads() {
    closeWindowIfOver();
    return reads.latency;
  }

  /** What is known of writes. */
  public Latency writes() {
    closeWindowIfOver();
    return writes.latency;
  }

  /**
   * What is known of one kind of requests; NaN before there was any.
   *
   * @param quantileMillis the 90th percentile of the last window that had enough of them
   * @param baselineMillis what it is when the background is quiet
   */
  public record Latency(double quantileMillis, double baselineMillis) {}

  private void closeWindowIfOver() {
    if (clock.monotonicMillis() >= windowEndsMillis) {
      closeWindow();
    }
  }

  /** All threads may find that the window is over; one of them closes it, once in two seconds. */
  private synchronized void closeWindow() {
    long lateMillis = clock.monotonicMillis() - windowEndsMillis;
    if (lateMillis < 0) {
      return;
    }
    Pace reading = reads.judge(share);
    Pace writing = writes.judge(share);
    if (reading == Pace.SLOW || writing == Pace.SLOW) {
      share = Math.max(SHARE_MIN, share / 2);
    } else if (reading == Pace.NOTHING && writing == Pace.NOTHING) {
      share = Math.min(1, share * 2);
    } else {
      share = Math.min(1, share + SHARE_RISE);
    }
    // Nobody has come meanwhile, or the window would have been closed then.
    long empty = lateMillis / WINDOW_MILLIS;
    for (long window = 0; window < Math.min(empty, EMPTY_WINDOWS_MAX); window++) {
      share = Math.min(1, share * 2);
    }
    windowEndsMillis += (1 + empty) * WINDOW_MILLIS;
  }

  /** How the requests of a window fared. */
  private enum Pace {
    NOTHING,
    FAST,
    SLOW
  }

  /** One kind of requests. All but the adding is under the governor's lock. */
  private static final class Foreground {
    private static final double MICROS_PER_MILLI = 1000;
    private static final double FALL = 1.0 / 4;
    private static final double RISE = 1.0 / 256;
    private static final double RISE_WHEN_QUIET = 1.0 / 16;

    private final LatencyHistogram took = new LatencyHistogram();
    private volatile Latency latency = new Latency(Double.NaN, Double.NaN);

    Pace judge(double share) {
      LatencyHistogram.Taken taken = took.take(QUANTILE, SAMPLES_MIN);
      if (taken.quantileMicros().isEmpty()) {
        return taken.count() == 0 ? Pace.NOTHING : Pace.FAST;
      }
      double quantile = taken.quantileMicros().getAsLong() / MICROS_PER_MILLI;
      double known = latency.baselineMillis();
      double baseline = Double.isNaN(known) ? quantile : known;
      latency = new Latency(quantile, followed(baseline, quantile, share));
      return quantile > FLOOR_MILLIS && quantile > SLOW_FACTOR * baseline ? Pace.SLOW : Pace.FAST;
    }

    private static double followed(double baseline, double quantile, double share) {
      double rise = share > SHARE_MIN ? RISE : RISE_WHEN_QUIET;
      return baseline + (quantile - baseline) * (quantile < baseline ? FALL : rise);
    }
  }
}
