package io.henge.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.ring.BlobKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTextTest {
  @Test
  void what_cannot_be_printed_is_escaped_and_read_back() {
    assertThat(KeyText.of(BlobKey.of("a/b é 😀"))).isEqualTo("a/b é 😀");
    assertThat(KeyText.of(BlobKey.of("a\nb\\\u202e\u00a0")))
        .isEqualTo("a\\u000ab\\\\\\u202e\\u00a0");
    for (String key : List.of("a", "a\nb", "\\", "\\u0041", "\\\\u", "x\u2028y", "é😀\u007f")) {
      assertThat(KeyText.parse(KeyText.of(BlobKey.of(key))).text()).isEqualTo(key);
    }
  }

  @Test
  void a_stray_backslash_is_refused() {
    for (String text : List.of("\\", "a\\b", "\\u12", "\\uzzzz")) {
      assertThatThrownBy(() -> KeyText.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
