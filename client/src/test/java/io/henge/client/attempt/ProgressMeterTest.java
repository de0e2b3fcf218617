package io.henge.client.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.client.TransferListener.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How often it tells, and what it makes of the numbers; on a clock that the test turns. */
class ProgressMeterTest {
  private static final OptionalLong TOTAL = OptionalLong.of(100_000);

  private final AtomicLong nanos = new AtomicLong();
  private final List<Progress> heard = new ArrayList<>();
  private final ProgressMeter meter = new ProgressMeter(Optional.of(heard::add), nanos::get);

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void it_tells_ten_times_a_second_at_the_most_and_at_the_end() {
    for (int i = 1; i <= 1_000; i++) {
      pass(1);
      meter.moved(i, TOTAL);
    }
    assertThat(heard).hasSize(10);
    meter.ended(1_001);
    assertThat(heard).hasSize(11);
    assertThat(heard.get(10).remaining()).contains(Duration.ZERO);
  }

  @Test
  void an_even_flow_has_its_rate_and_a_rest_that_fits() {
    for (int i = 1; i <= 100; i++) {
      pass(100);
      meter.moved(i * 100L, TOTAL);
    }
    Progress last = heard.get(heard.size() - 1);
    assertThat(last.bytesPerSecond()).isEqualTo(1_000);
    assertThat(last.remaining()).contains(Duration.ofSeconds(90));
  }

  @Test
  void what_stands_still_or_has_no_known_end_has_no_remaining_time() {
    pass(100);
    meter.moved(0, TOTAL);
    assertThat(heard.get(0).remaining()).isEmpty();
    pass(100);
    meter.moved(10_000, OptionalLong.empty());
    assertThat(heard.get(1).remaining()).isEmpty();
  }

  @Test
  void neither_what_was_there_before_nor_a_rest_counts_as_pace() {
    meter.goesOnAt(50_000);
    pass(1_000);
    meter.moved(51_000, TOTAL);
    assertThat(heard.get(0).bytesPerSecond()).isEqualTo(1_000);
    pass(600_000);
    meter.goesOnAt(51_000);
    pass(1_000);
    meter.moved(52_000, TOTAL);
    assertThat(heard.get(1).bytesPerSecond()).isEqualTo(1_000);
  }
}
