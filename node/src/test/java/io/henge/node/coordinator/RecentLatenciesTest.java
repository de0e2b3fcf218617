package io.henge.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The histogram against the exact quantile, over random latencies; failures name the seed. */
class RecentLatenciesTest {
  private static final int ROUNDS = 300;
  private static final long LONGEST_MILLIS = 30_000;

  private final long seed = Long.getLong("henge.seed", System.nanoTime());
  private final SplittableRandom dice = new SplittableRandom(seed);

  private String seeded(TestInfo test) {
    return test.getDisplayName() + ", seed " + seed;
  }

  /** Mostly around some value, sometimes far over it, as latencies are. */
  private long[] latencies(int count) {
    long usual = 1 + dice.nextLong(500);
    return LongStream.range(0, count)
        .map(
            i ->
                dice.nextInt(10) == 0
                    ? dice.nextLong(LONGEST_MILLIS)
                    : usual / 2 + dice.nextLong(usual))
        .toArray();
  }

  private static long exact(long[] values, double share) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }

  @Test
  void before_the_first_answer_nothing_is_known() {
    RecentLatencies none = new RecentLatencies();
    assertThat(none.quantileMillis(0.95)).isZero();
    assertThat(none.count()).isZero();
  }

  @Test
  void a_quantile_is_the_exact_one_rounded_up_by_half_at_most(TestInfo test) {
    for (int round = 0; round < ROUNDS; round++) {
      long[] values = latencies(1 + dice.nextInt(RecentLatencies.WINDOW));
      RecentLatencies histogram = new RecentLatencies();
      LongStream.of(values).forEach(histogram::add);
      for (double share : new double[] {0.01, 0.5, 0.9, 0.95, 0.99, 1}) {
        long exact = exact(values, share);
        assertThat(histogram.quantileMillis(share))
            .as(seeded(test))
            .isBetween(exact, Math.max(1, exact + exact / 2));
      }
    }
  }

  @Test
  void a_larger_share_takes_no_less_time(TestInfo test) {
    RecentLatencies histogram = new RecentLatencies();
    for (long value : latencies(5_000)) {
      histogram.add(value);
      double share = dice.nextDouble(0.01, 0.9);
      assertThat(histogram.quantileMillis(share))
          .as(seeded(test))
          .isLessThanOrEqualTo(histogram.quantileMillis(share + 0.1));
      assertThat(histogram.count()).as(seeded(test)).isLessThanOrEqualTo(RecentLatencies.WINDOW);
    }
  }

  @Test
  void what_was_learnt_fades_within_a_few_windows(TestInfo test) {
    for (int round = 0; round < ROUNDS; round++) {
      RecentLatencies histogram = new RecentLatencies();
      long before = 1 + dice.nextLong(LONGEST_MILLIS);
      long now = 1 + dice.nextLong(LONGEST_MILLIS);
      for (int i = 0; i < 10 * RecentLatencies.WINDOW; i++) {
        histogram.add(before);
      }
      // Each halving takes half a window of answers; after five the old ones are under 5 %.
      for (int i = 0; i < 3 * RecentLatencies.WINDOW; i++) {
        histogram.add(now);
      }
      assertThat(histogram.quantileMillis(0.95)).as(seeded(test)).isBetween(now, now + now / 2);
      assertThat(histogram.quantileMillis(0.5)).as(seeded(test)).isBetween(now, now + now / 2);
    }
  }

  @Test
  void one_answer_in_fifty_that_takes_for_ever_does_not_move_the_quantile(TestInfo test) {
    RecentLatencies histogram = new RecentLatencies();
    for (int i = 1; i <= 5_000; i++) {
      histogram.add(i % 50 == 0 ? Long.MAX_VALUE : 4);
      assertThat(i < 50 ? 4 : histogram.quantileMillis(0.95)).as(seeded(test)).isEqualTo(4);
    }
  }
}
