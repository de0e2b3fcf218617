package io.henge.node.storage;

import io.henge.ring.Partitions;
import java.nio.ByteBuffer;

/**
 * How far a pass is, and how fast it should go: so fast that it fills its period, within bounds.
 */
final class ScrubPace {
  /** Slower makes no difference to anybody; faster would be felt by clients. */
  private static final long RATE_MIN = 1 << 20;

  private static final long RATE_MAX = 64L << 20;

  /** Until it can be told how much there is. */
  private static final long RATE_UNKNOWN = 8L << 20;

  /** A share of the pass from which the rest is estimated. */
  private static final double TELLING_SHARE = 0.02;

  /** The records' part of a pass; the rest is looking for orphans. */
  private static final double RECORDS_SHARE = 0.95;

  private static final double MILLIS_PER_SECOND = 1000;

  private final ScrubSettings settings;

  ScrubPace(ScrubSettings settings) {
    this.settings = settings;
  }

  /** How much of a pass is done, 0 to 1; 1 between passes. */
  double share(ScrubState at) {
    return switch (at.phase()) {
      case RESTING -> 1;
      case INDEX -> 0;
      case RECORDS -> RECORDS_SHARE * recordsShare(at);
      case FILES -> RECORDS_SHARE + (1 - RECORDS_SHARE) * at.directory() / ScrubState.DIRECTORIES;
    };
  }

  /** Keys are spread evenly over the partitions, and records are ordered by those. */
  private double recordsShare(ScrubState at) {
    int partitions = settings.partitions().get().map(Partitions::count).orElse(0);
    if (at.cursor().isEmpty() || partitions == 0) {
      return 0;
    }
    int partition = ByteBuffer.wrap(at.cursor().get().getBytes()).getInt();
    return Math.min(1, (double) partition / partitions);
  }

  /** The rate from here on. */
  long bytesPerSecond(ScrubState at) {
    double share = share(at);
    double estimate = share < TELLING_SHARE ? 0 : at.tally().bytes() / share;
    double expected = Math.max((double) at.lastBytes(), estimate);
    if (expected == 0 || settings.periodMillis() == 0) {
      return RATE_UNKNOWN;
    }
    double even = expected * MILLIS_PER_SECOND / settings.periodMillis();
    return (long) Math.max(RATE_MIN, Math.min(RATE_MAX, even));
  }
}
