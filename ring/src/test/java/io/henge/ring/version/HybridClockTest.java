package io.henge.ring.version;

import static io.henge.ring.version.Fixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HybridClockTest {
  private final AtomicLong wall = new AtomicLong(1_000);
  private final HybridClock clock = new HybridClock(wall::get);

  @Test
  void the_wall_clock_is_followed() {
    assertThat(clock.after(Timestamp.ZERO)).isEqualTo(at(1_000));
    wall.set(1_005);
    assertThat(clock.after(Timestamp.ZERO)).isEqualTo(at(1_005));
  }

  @Test
  void time_passes_while_the_wall_clock_stands_still() {
    assertThat(clock.after(Timestamp.ZERO)).isEqualTo(new Timestamp(1_000, 0));
    assertThat(clock.after(Timestamp.ZERO)).isEqualTo(new Timestamp(1_000, 1));
  }

  @Test
  void a_past_of_a_node_whose_clock_runs_ahead_is_exceeded() {
    assertThat(clock.after(new Timestamp(9_000, 4))).isEqualTo(new Timestamp(9_000, 5));
    assertThat(clock.after(Timestamp.ZERO)).isEqualTo(new Timestamp(9_000, 6));
  }

  @Test
  void a_full_logical_count_is_carried_into_the_milliseconds() {
    assertThat(clock.after(new Timestamp(9_000, Integer.MAX_VALUE)))
        .isEqualTo(new Timestamp(9_001, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0})
  void a_wall_clock_before_1970_still_gives_times_after_zero(long millis) {
    wall.set(millis);
    assertThat(clock.after(Timestamp.ZERO)).isEqualTo(new Timestamp(0, 1));
  }

  @Test
  void a_wall_clock_beyond_all_dates_is_clipped() {
    wall.set(Long.MAX_VALUE);
    assertThat(clock.after(Timestamp.ZERO)).isEqualTo(at(Timestamp.MILLIS_MAX));
    assertThat(clock.after(Timestamp.ZERO)).isEqualTo(new Timestamp(Timestamp.MILLIS_MAX, 1));
  }

  @Test
  void a_jumping_wall_clock_never_takes_time_back() {
    SplittableRandom random = new SplittableRandom(31);
    Timestamp last = Timestamp.ZERO;
    for (int i = 0; i < 10_000; i++) {
      wall.set(random.nextLong(-5, 20));
      Timestamp past = new Timestamp(random.nextLong(25), Integer.MAX_VALUE - random.nextInt(3));
      Timestamp now = clock.after(past);
      assertThat(now).isGreaterThan(past).isGreaterThan(last);
      last = now;
    }
  }
}
