package io.henge.node.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the share of the background follows what requests take. */
class GovernorTest {
  private final ManualClock clock = new ManualClock();
  private final Governor governor = new Governor(clock, true);

  /** So many windows in which reads take so long, a hundred in each. */
  private double reads(int windows, double millis) {
    for (int window = 0; window < windows; window++) {
      for (int i = 0; i < 100; i++) {
        governor.read((long) (millis * 1e6));
      }
      clock.pass(Governor.WINDOW_MILLIS);
    }
    return governor.share();
  }

  private double writes(int windows, double millis) {
    for (int window = 0; window < windows; window++) {
      for (int i = 0; i < 100; i++) {
        governor.written((long) (millis * 1e6));
      }
      clock.pass(Governor.WINDOW_MILLIS);
    }
    return governor.share();
  }

  @Test
  void without_requests_the_share_is_whole() {
    assertThat(governor.share()).isEqualTo(1);
    clock.pass(1_000_000);
    assertThat(governor.share()).isEqualTo(1);
    assertThat(governor.reads().quantileMillis()).isNaN();
    assertThat(governor.writes().baselineMillis()).isNaN();
  }

  @Test
  void it_is_halved_in_each_window_in_which_requests_are_slower_than_twice_as_ever() {
    assertThat(reads(10, 3)).isEqualTo(1);
    assertThat(reads(1, 12)).isEqualTo(1.0 / 2);
    assertThat(reads(1, 12)).isEqualTo(1.0 / 4);
    assertThat(reads(1, 12)).isEqualTo(1.0 / 8);
  }

  @Test
  void it_does_not_fall_below_its_least_and_not_rise_above_the_whole() {
    reads(10, 3);
    assertThat(reads(9, 50)).isEqualTo(Governor.SHARE_MIN);
    assertThat(reads(40, 3)).isEqualTo(1);
  }

  @Test
  void it_rises_by_a_sixteenth_in_each_window_that_is_fast_again() {
    reads(10, 3);
    double low = reads(5, 50);
    assertThat(low).isEqualTo(Governor.SHARE_MIN);
    assertThat(reads(1, 3)).isEqualTo(low + 1.0 / 16);
    assertThat(reads(1, 3)).isEqualTo(low + 2.0 / 16);
    assertThat(reads(14, 3)).isEqualTo(1);
  }

  @Test
  void slower_but_less_than_twice_as_slow_is_not_slow() {
    reads(10, 4);
    assertThat(reads(10, 6)).isEqualTo(1);
  }

  @Test
  void noise_below_the_floor_slows_nothing() {
    reads(10, 0.1);
    assertThat(reads(10, 1.5)).isEqualTo(1);
  }

  @Test
  void a_tenth_of_the_requests_may_be_slow() {
    reads(10, 3);
    for (int i = 0; i < 100; i++) {
      governor.read(TimeUnit.MILLISECONDS.toNanos(i < 90 ? 3 : 500));
    }
    clock.pass(Governor.WINDOW_MILLIS);
    assertThat(governor.share()).isEqualTo(1);
  }

  @Test
  void few_requests_are_chance() {
    reads(10, 3);
    for (int i = 0; i < Governor.SAMPLES_MIN - 1; i++) {
      governor.read(TimeUnit.SECONDS.toNanos(1));
    }
    clock.pass(Governor.WINDOW_MILLIS);
    assertThat(governor.share()).isEqualTo(1);
  }

  @Test
  void it_is_whole_again_soon_after_the_last_request() {
    reads(10, 3);
    assertThat(reads(9, 50)).isEqualTo(Governor.SHARE_MIN);
    clock.pass(Governor.WINDOW_MILLIS);
    assertThat(governor.share()).isEqualTo(2 * Governor.SHARE_MIN);
    clock.pass(5 * Governor.WINDOW_MILLIS);
    assertThat(governor.share()).isEqualTo(1);
  }

  @Test
  void nobody_has_to_ask_for_windows_to_end() {
    reads(10, 3);
    reads(9, 50);
    clock.pass(Long.MAX_VALUE / 4);
    assertThat(governor.share()).isEqualTo(1);
    assertThat(reads(1, 3)).isEqualTo(1);
  }

  @Test
  void writes_that_take_longer_than_reads_are_not_slow_for_that() {
    reads(10, 1);
    assertThat(writes(10, 20)).isEqualTo(1);
    assertThat(reads(5, 1)).isEqualTo(1);
    assertThat(writes(1, 60)).isEqualTo(1.0 / 2);
    assertThat(governor.reads().baselineMillis()).isBetween(1.0, 1.25);
    assertThat(governor.writes().quantileMillis()).isBetween(60.0, 75.0);
  }

  @Test
  void a_baseline_that_was_taken_under_load_comes_down_when_requests_get_faster() {
    reads(1, 40);
    reads(20, 3);
    assertThat(governor.reads().baselineMillis()).isBetween(3.0, 4.0);
    assertThat(reads(1, 12)).isEqualTo(1.0 / 2);
  }

  @Test
  void a_baseline_rises_slowly_as_long_as_the_background_may_be_the_reason() {
    reads(10, 3);
    double before = governor.reads().baselineMillis();
    reads(5, 50);
    assertThat(governor.reads().baselineMillis()).isBetween(before, 1.5 * before);
  }

  @Test
  void requests_that_stay_slow_with_a_quiet_background_are_the_new_baseline_within_a_minute() {
    reads(10, 3);
    assertThat(reads(5, 50)).isEqualTo(Governor.SHARE_MIN);
    assertThat(reads(25, 50)).isGreaterThan(Governor.SHARE_MIN);
    assertThat(reads(40, 50)).isEqualTo(1);
  }

  @Test
  void one_that_is_off_measures_and_slows_nothing() {
    Governor off = new Governor(clock, false);
    for (int window = 0; window < 10; window++) {
      for (int i = 0; i < 100; i++) {
        off.read(TimeUnit.MILLISECONDS.toNanos(window < 5 ? 3 : 50));
      }
      clock.pass(Governor.WINDOW_MILLIS);
    }
    assertThat(off.share()).isEqualTo(1);
    assertThat(off.reads().quantileMillis()).isBetween(50.0, 65.0);
  }

  @Test
  @Timeout(60)
  void many_threads_may_tell_and_ask_at_once() throws InterruptedException {
    List<Thread> loops = new ArrayList<>();
    for (int loop = 0; loop < 4; loop++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 50_000; i++) {
                  governor.read(TimeUnit.MILLISECONDS.toNanos(3));
                  assertThat(governor.share()).isBetween(Governor.SHARE_MIN, 1.0);
                }
              });
      loops.add(thread);
      thread.start();
    }
    for (Thread loop : loops) {
      loop.join();
    }
    clock.pass(Governor.WINDOW_MILLIS);
    assertThat(governor.reads().quantileMillis()).isBetween(3.0, 3.75);
    assertThat(governor.share()).isEqualTo(1);
  }
}
