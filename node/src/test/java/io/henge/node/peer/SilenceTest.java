package io.henge.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SilenceTest {
  private final Silence silence = new Silence();

  @Test
  void who_owes_nothing_is_not_silent() {
    assertThat(silence.millis(1_000_000)).isZero();
    silence.asked(0);
    silence.heard(10, false);
    assertThat(silence.isDue()).isFalse();
    assertThat(silence.millis(1_000_000)).isZero();
  }

  @Test
  void silence_is_counted_from_the_first_question_and_not_from_the_last() {
    silence.asked(100);
    silence.asked(900);
    assertThat(silence.millis(1_000)).isEqualTo(900);
  }

  @Test
  void an_idle_time_before_the_question_does_not_count() {
    silence.asked(0);
    silence.heard(1, false);
    silence.asked(1_000_000);
    assertThat(silence.millis(1_000_300)).isEqualTo(300);
  }

  @Test
  void whatever_is_heard_begins_it_anew_while_more_is_due() {
    silence.asked(0);
    silence.heard(700, true);
    assertThat(silence.isDue()).isTrue();
    assertThat(silence.millis(1_000)).isEqualTo(300);
  }

  @Test
  void the_time_in_which_this_node_did_not_run_is_excused() {
    silence.asked(0);
    silence.excuse(60_000);
    assertThat(silence.millis(60_300)).isEqualTo(300);
  }
}
