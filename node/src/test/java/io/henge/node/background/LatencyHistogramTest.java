package io.henge.node.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {
  private final LatencyHistogram histogram = new LatencyHistogram();

  private void addMicros(long micros) {
    histogram.add(TimeUnit.MICROSECONDS.toNanos(micros));
  }

  @Test
  void what_was_taken_is_gone_and_nothing_has_no_quantile() {
    addMicros(5);
    assertThat(histogram.take(0.9, 1).count()).isEqualTo(1);
    LatencyHistogram.Taken again = histogram.take(0.9, 1);
    assertThat(again.count()).isZero();
    assertThat(again.quantileMicros()).isEmpty();
    assertThat(histogram.take(0.9, 0).quantileMicros()).isEmpty();
  }

  @Test
  void too_few_are_counted_and_say_nothing() {
    for (int i = 0; i < 9; i++) {
      addMicros(100);
    }
    LatencyHistogram.Taken taken = histogram.take(0.9, 10);
    assertThat(taken.count()).isEqualTo(9);
    assertThat(taken.quantileMicros()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 7, 8, 100, 1_000, 4_095, 4_096, 1_000_000, 60_000_000})
  void one_duration_is_known_to_a_fourth_of_itself(long micros) {
    addMicros(micros);
    long known = histogram.take(0.9, 1).quantileMicros().orElseThrow();
    assertThat(known).isBetween(micros, micros + micros / 4);
  }

  @Test
  void nothing_is_too_short_or_too_long() {
    histogram.add(-5);
    histogram.add(0);
    assertThat(histogram.take(1, 1).quantileMicros()).hasValue(1);
    histogram.add(Long.MAX_VALUE);
    assertThat(histogram.take(1, 1).quantileMicros()).isEqualTo(OptionalLong.of((1L << 26) - 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void the_quantile_is_that_of_the_sorted_durations(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] micros = new long[1 + random.nextInt(500)];
    for (int i = 0; i < micros.length; i++) {
      micros[i] = 1 + (long) Math.exp(random.nextDouble() * 17);
      addMicros(micros[i]);
    }
    Arrays.sort(micros);
    double quantile = 0.01 + 0.99 * random.nextDouble();
    long exact = micros[(int) Math.ceil(micros.length * quantile) - 1];
    assertThat(histogram.take(quantile, 1).quantileMicros().orElseThrow())
        .as("seed %d", seed)
        .isBetween(exact, exact + exact / 4);
  }
}
