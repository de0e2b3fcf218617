package io.henge.chaos.fault;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PulseTest {
  @Test
  void it_beats_until_it_is_ended() throws Exception {
    AtomicInteger beats = new AtomicInteger();
    Pulse pulse = new Pulse("beating", beats::incrementAndGet);
    await().until(() -> beats.get() > 10);
    pulse.end();
  }

  @Test
  void a_beat_that_failed_is_told_at_the_end() {
    AtomicInteger beats = new AtomicInteger();
    Pulse pulse =
        new Pulse(
            "failing",
            () -> {
              if (beats.incrementAndGet() == 3) {
                throw new IllegalStateException("no more");
              }
            });
    await().until(() -> beats.get() == 3);
    assertThatThrownBy(pulse::end)
        .hasMessageContaining("failing came to a halt")
        .hasRootCauseMessage("no more");
  }
}
