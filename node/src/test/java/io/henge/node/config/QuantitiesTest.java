package io.henge.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "17,17",
    "1KiB,1024",
    "32kib,32768",
    "256 MiB,268435456",
    "1TiB,1099511627776"
  })
  void a_size_has_a_unit_or_is_bytes(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    assertThat(ByteSize.parse(ByteSize.text(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5GiB", "1KB", "KiB", "99999999999TiB", "1 2"})
  void anything_else_is_no_size(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "5s,5000", "2m,120000", "1h,3600000", "0s,0"})
  void a_time_span_has_a_unit(String text, long millis) {
    assertThat(TimeSpan.parse(text)).hasMillis(millis);
    assertThat(TimeSpan.parse(TimeSpan.text(Duration.ofMillis(millis)))).hasMillis(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-5s", "5d", "1.5s"})
  void anything_else_is_no_time_span(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> TimeSpan.parse(text));
  }

  @Test
  void the_shortest_text_is_chosen() {
    assertThat(ByteSize.text(32768)).isEqualTo("32KiB");
    assertThat(TimeSpan.text(Duration.ofSeconds(90))).isEqualTo("90s");
  }
}
