package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTextTest {
  @Test
  void what_is_printable_stays_as_it_is() {
    assertThat(LogText.of("/a/b c?d=e")).isEqualTo("/a/b c?d=e");
  }

  @Test
  void what_could_forge_a_line_is_escaped() {
    assertThat(LogText.of("a\nb\r\u001b[31mc\u0000\u2028\\"))
        .isEqualTo("a\\u000ab\\u000d\\u001b[31mc\\u0000\\u2028\\\\");
  }

  @Test
  void a_long_text_is_cut() {
    assertThat(LogText.of("x".repeat(1 << 20))).hasSize(259).endsWith("x...");
  }
}
