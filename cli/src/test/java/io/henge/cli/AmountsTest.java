package io.henge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AmountsTest {
  @Test
  void bytes_are_said_in_the_unit_that_fits() {
    assertThat(Amounts.bytes(0)).isEqualTo("0 B");
    assertThat(Amounts.bytes(1_023)).isEqualTo("1023 B");
    assertThat(Amounts.bytes(1_536)).isEqualTo("1.5 KiB");
    assertThat(Amounts.bytes(5L << 40)).isEqualTo("5.0 TiB");
    assertThat(Amounts.bytes(Long.MAX_VALUE)).isEqualTo("8192.0 PiB");
  }

  @Test
  void seconds_are_said_with_two_units_at_most() {
    assertThat(Amounts.seconds(59)).isEqualTo("59 s");
    assertThat(Amounts.seconds(61)).isEqualTo("1 min 1 s");
    assertThat(Amounts.seconds(7_322)).isEqualTo("2 h 2 min");
  }
}
