package io.henge.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, 0x0123456789abcdefL})
  void identifiers_are_written_as_16_hex_digits_and_read_back(long value) {
    assertThat(new NodeId(value).toString()).matches("[0-9a-f]{16}");
    assertThat(NodeId.parse(new NodeId(value).toString())).isEqualTo(new NodeId(value));
    assertThat(Incarnation.parse(new Incarnation(value).toString()))
        .isEqualTo(new Incarnation(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123456789abcde",
        "0123456789abcdef0",
        "0123456789ABCDEF",
        "0x23456789abcdef"
      })
  void anything_else_is_refused(String text) {
    assertThatThrownBy(() -> NodeId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Incarnation.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void identifiers_are_ordered_as_they_are_written() {
    assertThat(new NodeId(-1)).isGreaterThan(new NodeId(1));
    assertThat(new Incarnation(-1)).isGreaterThan(new Incarnation(1));
  }
}
