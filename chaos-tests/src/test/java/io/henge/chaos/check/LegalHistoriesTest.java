package io.henge.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LegalHistoriesTest {
  private static final int HISTORIES = 1_500;

  @Test
  void nothing_is_found_in_histories_of_a_store_that_keeps_the_contract() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      ReferenceWorld.Told told = ReferenceWorld.of(seed);
      assertThat(Replay.of(told.history(), told.terms()))
          .as("seed %d: %s", seed, told.history().operations())
          .isEmpty();
    }
  }

  @Test
  void nothing_is_found_when_nobody_knows_that_all_was_healed_or_the_ring_may_have_changed() {
    for (long seed = 0; seed < HISTORIES / 10; seed++) {
      ReferenceWorld.Told told = ReferenceWorld.of(seed);
      assertThat(Replay.of(told.history(), new Terms(Long.MAX_VALUE, true)))
          .as("seed %d", seed)
          .isEmpty();
    }
  }
}
