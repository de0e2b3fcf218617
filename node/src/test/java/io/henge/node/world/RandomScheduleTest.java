package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories; a failure names its seed, and the seed is the history. */
class RandomScheduleTest {
  private static final int SCHEDULES = 100;

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000, 2_000, 3_000})
  void what_was_acknowledged_is_never_lost_whatever_happens_to_the_nodes(long firstSeed) {
    int reads = 0;
    int writes = 0;
    for (long seed = firstSeed; seed < firstSeed + SCHEDULES; seed++) {
      History history = run(seed);
      reads += history.reads();
      writes += history.writes();
    }
    // The schedules are worth something only if most of their requests are answered.
    assertThat(reads).isGreaterThan(5 * SCHEDULES);
    assertThat(writes).isGreaterThan(5 * SCHEDULES);
  }

  private static History run(long seed) {
    try {
      return new Schedule(seed).run();
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
    }
  }
}
