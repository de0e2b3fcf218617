package io.henge.node;

import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import io.henge.node.repair.AntiEntropy;
import io.henge.node.repair.Round;
import io.henge.node.transfer.FillingReport;
import io.micrometer.core.instrument.Counter;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What is counted of keeping owners equal. */
final class OwnerMeters implements AntiEntropy.Outcome {
  private static final String RESULT = "result";

  private final Map<Round.Result, Counter> rounds = new EnumMap<>(Round.Result.class);
  private final Counter keys;
  private final Counter bytes;

  /** Registers what is counted here. */
  OwnerMeters(Meters meters) {
    for (Round.Result result : Round.Result.values()) {
      rounds.put(result, meters.counter(Metric.ANTI_ENTROPY_ROUNDS, RESULT, label(result)));
    }
    keys = meters.counter(Metric.ANTI_ENTROPY_KEYS);
    bytes = meters.counter(Metric.ANTI_ENTROPY_MOVED);
  }

  static String label(Round.Result result) {
    return result.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Registers what is looked at when somebody reads the metrics.
   *
   * @param nowMillis on the monotonic clock
   */
  static void register(
      Meters meters,
      Supplier<Collection<Round>> last,
      Supplier<FillingReport> filling,
      Supplier<Long> nowMillis) {
    for (Round.Result result : Round.Result.values()) {
      meters.gauge(
          Metric.ANTI_ENTROPY_PARTITIONS,
          () -> last.get().stream().filter(round -> round.result() == result).count(),
          RESULT,
          label(result));
    }
    meters.gauge(
        Metric.ANTI_ENTROPY_AGE,
        () ->
            last.get().stream()
                .mapToDouble(round -> round.ageSeconds(nowMillis.get()))
                .max()
                .orElse(Double.NaN));
    meters.gauge(Metric.FILLING_LEFT, () -> filling.get().owned() - filling.get().filled());
    meters.count(Metric.FILLING_KEYS, () -> filling.get().keys());
    meters.count(Metric.FILLING_MOVED, () -> filling.get().bytes());
    meters.count(Metric.FILLING_SKIPPED, () -> filling.get().skipped());
  }

  @Override
  public void compared(Round.Result result) {
    rounds.get(result).increment();
  }

  @Override
  public void moved(long keyCount, long byteCount) {
    keys.increment((double) keyCount);
    bytes.increment((double) byteCount);
  }
}
