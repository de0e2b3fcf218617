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

  /** Parts of a pass, as it is shown; the rest is looking for orphans. */
  private static final double INDEX_SHARE = 0.05;

  private static final double RECORDS_SHARE = 0.9;

  private static final double MILLIS_PER_SECOND = 1000;

  private final ScrubSettings settings;

  ScrubPace(ScrubSettings settings) {
    this.settings = settings;
  }

  /**
   * How much of a pass is done, 0 to 1; 1 between passes.
   *
   * @param indexShare how much of the index is verified, 0 to 1
   */
  double share(ScrubState at, double indexShare) {
    return switch (at.phase()) {
      case RESTING -> 1;
      case INDEX -> INDEX_SHARE * indexShare;
      case RECORDS -> INDEX_SHARE + RECORDS_SHARE * recordsShare(at);
      case FILES -> {
        double before = INDEX_SHARE + RECORDS_SHARE;
        yield before + (1 - before) * at.directory() / ScrubState.DIRECTORIES;
      }
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

  /**
   * The rate from here on.
   *
   * @param indexBytes that the index has besides the bodies; 0 when that is not known
   */
  long bytesPerSecond(ScrubState at, long indexBytes) {
    double bodies = Math.max((double) at.lastBytes(), estimatedBytes(at));
    if (settings.periodMillis() == 0) {
      return RATE_UNKNOWN;
    }
    double even = (bodies + indexBytes) * MILLIS_PER_SECOND / settings.periodMillis();
    double least = bodies == 0 ? RATE_UNKNOWN : RATE_MIN;
    return (long) Math.max(least, Math.min(RATE_MAX, even));
  }

  /** Of bodies in the pass that runs; 0 as long as nobody can tell. */
  private double estimatedBytes(ScrubState at) {
    double share =
        switch (at.phase()) {
          case RESTING, INDEX -> 0;
          case RECORDS -> recordsShare(at);
          case FILES -> 1;
        };
    return share < TELLING_SHARE ? 0 : at.tally().bytes() / share;
  }
}
