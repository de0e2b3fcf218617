package io.henge.node.background;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** When the next step begins. */
class BackgroundWorkTest {
  private final ManualClock clock = new ManualClock();
  private final Governor governor = new Governor(clock, true);
  private final List<Long> begun = new ArrayList<>();

  private Worker worker(Supplier<Future<Progress>> step) {
    return new Worker() {
      @Override
      public String name() {
        return "a worker";
      }

      @Override
      public Future<Progress> step() {
        begun.add(clock.monotonicMillis());
        return step.get();
      }
    };
  }

  /** A step that takes so long. */
  private Worker taking(long millis, Progress then) {
    return worker(
        () -> {
          Promise<Progress> done = Promise.promise();
          clock.after(millis, () -> done.complete(then));
          return done.future();
        });
  }

  private long betweenFirstTwo(BackgroundWork work) {
    long last = clock.monotonicMillis();
    work.start(0);
    clock.pass(last + 1_000_000 - clock.monotonicMillis());
    work.stop();
    return begun.get(1) - begun.get(0);
  }

  /** Has the share fall to its least, and stay there. */
  private void keepSharesLow() {
    tellReads(3);
    clock.pass(Governor.WINDOW_MILLIS);
    for (int window = 0; window < 6; window++) {
      tellReads(500);
      clock.pass(Governor.WINDOW_MILLIS);
    }
    assertThat(governor.share()).isEqualTo(Governor.SHARE_MIN);
  }

  private void tellReads(long millis) {
    for (int i = 0; i < 100; i++) {
      governor.read(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  @Test
  void a_busy_worker_goes_on_at_once_when_nothing_speaks_against_it() {
    assertThat(betweenFirstTwo(new BackgroundWork(taking(100, Progress.busy()), clock, governor)))
        .isEqualTo(101);
  }

  @Test
  void at_the_least_share_it_rests_31_times_as_long_as_it_worked() {
    keepSharesLow();
    assertThat(betweenFirstTwo(new BackgroundWork(taking(10, Progress.busy()), clock, governor)))
        .isEqualTo(10 + 310);
  }

  @Test
  void steps_shorter_than_timers_tell_are_followed_by_pauses_too() {
    keepSharesLow();
    Worker brief =
        worker(
            () -> {
              clock.passNanos(200_000);
              return Future.succeededFuture(Progress.busy());
            });
    assertThat(betweenFirstTwo(new BackgroundWork(brief, clock, governor))).isEqualTo(7);
  }

  @Test
  void a_long_step_does_not_end_the_work_for_minutes() {
    keepSharesLow();
    assertThat(betweenFirstTwo(new BackgroundWork(taking(1_000, Progress.busy()), clock, governor)))
        .isEqualTo(1_000 + BackgroundWork.GOVERNED_PAUSE_MILLIS_MAX);
  }

  @Test
  void the_longer_of_its_own_pause_and_the_governors_counts() {
    keepSharesLow();
    assertThat(
            betweenFirstTwo(
                new BackgroundWork(taking(10, Progress.throttled(400)), clock, governor)))
        .isEqualTo(10 + 400);
    begun.clear();
    keepSharesLow();
    assertThat(
            betweenFirstTwo(
                new BackgroundWork(taking(10, Progress.throttled(50)), clock, governor)))
        .isEqualTo(10 + 310);
  }

  @Test
  void a_step_that_fails_is_followed_by_the_longer_pause_as_well() {
    keepSharesLow();
    Worker failing =
        worker(
            () -> {
              Promise<Progress> done = Promise.promise();
              clock.after(100, () -> done.fail("it did not work"));
              return done.future();
            });
    assertThat(betweenFirstTwo(new BackgroundWork(failing, clock, governor)))
        .isEqualTo(100 + 3_100);
  }

  @Test
  void work_without_a_governor_is_not_slowed() {
    keepSharesLow();
    assertThat(betweenFirstTwo(new BackgroundWork(taking(10, Progress.busy()), clock)))
        .isEqualTo(11);
  }

  @Test
  void to_be_woken_during_a_step_leaves_out_the_own_pause_and_not_the_governors() {
    keepSharesLow();
    BackgroundWork[] work = new BackgroundWork[1];
    Worker woken =
        worker(
            () -> {
              Promise<Progress> done = Promise.promise();
              clock.after(5, () -> work[0].wake());
              clock.after(10, () -> done.complete(Progress.idle(60_000)));
              return done.future();
            });
    work[0] = new BackgroundWork(woken, clock, governor);
    assertThat(betweenFirstTwo(work[0])).isEqualTo(10 + 310);
  }
}
