package io.henge.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.history.Operation.Outcome;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void a_share_is_never_rounded_up_to_all_or_down_to_none() {
    assertThat(new Share(999_999, 1_000_000)).hasToString("99.99 %");
    assertThat(new Share(1_000_000, 1_000_000)).hasToString("100 %");
    assertThat(new Share(1, 1_000_000)).hasToString("< 0.01 %");
    assertThat(new Share(0, 10)).hasToString("0.00 %");
    assertThat(new Share(0, 0)).hasToString("–");
  }

  @Test
  void times_have_about_three_digits() {
    assertThat(Words.took(999)).isEqualTo("999 µs");
    assertThat(Words.took(1_234)).isEqualTo("1.23 ms");
    assertThat(Words.took(99_960)).isEqualTo("100 ms");
    assertThat(Words.took(12_340_000)).isEqualTo("12.3 s");
    assertThat(Words.count(1, "finding")).isEqualTo("1 finding");
    assertThat(Words.count(1_200, "finding")).isEqualTo("1,200 findings");
  }

  @Test
  void a_text_is_not_cut_through_a_sign() {
    String rings = "\uD83D\uDC8D".repeat(10);
    assertThat(Words.beginning(rings, 10)).isEqualTo("\uD83D\uDC8D".repeat(4) + "…");
    assertThat(Words.ending(rings, 10)).isEqualTo("…" + "\uD83D\uDC8D".repeat(4));
    assertThat(Words.beginning("short", 10)).isEqualTo("short");
  }

  @Test
  void a_quantile_is_one_of_the_latencies() {
    SampleOperations operations = new SampleOperations();
    for (int i = 100; i > 0; i--) {
      operations.add(0, i, Outcome.OK);
    }
    Latencies latencies = Latencies.of(operations.history().operations());
    assertThat(latencies.quantileMicros(0)).isEqualTo(1_000);
    assertThat(latencies.quantileMicros(0.5)).isEqualTo(50_000);
    assertThat(latencies.quantileMicros(0.99)).isEqualTo(99_000);
    assertThat(latencies.quantileMicros(1)).isEqualTo(100_000);
  }
}
