package io.henge.chaos.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeClockTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path directory;

  private long millisInFile() throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(directory.resolve("clock"))).getLong();
  }

  @Test
  void it_is_right_until_it_is_moved() throws IOException {
    try (NodeClock clock = NodeClock.at(directory.resolve("clock"))) {
      assertThat(millisInFile()).isZero();
      clock.bump(HOUR);
      clock.bump(SECOND.negated());
      assertThat(millisInFile()).isEqualTo(3_599_000);
      clock.set(HOUR.negated());
      assertThat(millisInFile()).isEqualTo(-3_600_000);
    }
  }

  @Test
  void it_jumps_there_and_back_until_it_is_steady() {
    try (NodeClock clock = NodeClock.at(directory.resolve("clock"))) {
      clock.strobe(HOUR, Duration.ofMillis(2));
      for (int i = 0; i < 3; i++) {
        await().until(() -> millisInFile() == HOUR.toMillis());
        await().until(() -> millisInFile() == 0);
      }
      clock.bump(SECOND);
      await().until(() -> millisInFile() == HOUR.plus(SECOND).toMillis());
      await().until(() -> millisInFile() == SECOND.toMillis());
      clock.steady();
      assertThat(clock.offset()).isEqualTo(SECOND);
      clock.strobe(HOUR, HOUR);
      clock.reset();
      assertThat(clock.offset()).isZero();
      clock.set(SECOND);
      assertThat(clock.offset()).isEqualTo(SECOND);
    }
  }
}
