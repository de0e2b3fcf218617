package io.henge.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void values_are_read() {
    assertThat(Json.parse(" { \"a\" : [ 1 , -2, [], {} ] , \"b\":true,\"c\":false, \"d\":\"x\" } "))
        .isEqualTo(
            Map.of("a", List.of(1L, -2L, List.of(), Map.of()), "b", true, "c", false, "d", "x"));
    assertThat(Json.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(Json.parse("18446744073709551615"))
        .isEqualTo(new BigInteger("18446744073709551615"));
  }

  @Test
  void documents_that_are_only_shown_may_have_fractions() {
    assertThat(Json.parseShown("[1.5,-0.25,2,1e3]")).isEqualTo(List.of(1.5, -0.25, 2L, 1000.0));
    JsonFields nulls = JsonFields.of("page", Json.parseShown("{\"next\":null,\"a\":1}"));
    assertThat(nulls.isNull("next")).isTrue();
    assertThat(nulls.isNull("a")).isFalse();
    assertThatThrownBy(() -> nulls.string("next")).hasMessageContaining("a string is due");
    assertThatThrownBy(() -> Json.parseShown("[1.5.2]")).hasMessageContaining("no number");
    JsonFields fields = JsonFields.of("balance", Json.parseShown("{\"a\":0.5,\"b\":[{\"a\":3}]}"));
    assertThat(fields.decimal("a")).isEqualTo(0.5);
    assertThat(fields.objects("b").get(0).decimal("a")).isEqualTo(3.0);
  }

  @Test
  void strings_survive_quoting() {
    String awkward = "\"\\/\b\f\n\r\t\u0000\u001f é 😀 \u2028";
    assertThat(Json.parse(Json.quote(awkward))).isEqualTo(awkward);
    assertThat(Json.parse("\"\\u00e9\\/\\ud83d\\ude00\"")).isEqualTo("é/😀");
    assertThat(Json.quote("a\"\n")).isEqualTo("\"a\\\"\\u000a\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":1,\"a\":2}",
        "1 2",
        "01",
        "-",
        "-01",
        "1.0",
        "1e3",
        "123456789012345678901",
        "+1",
        "null",
        "tru",
        "'x'",
        "\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\ude00\\ud83d\"",
        "\"a\nb\"",
        "NaN",
        "[1]]",
        "\uFEFF1"
      })
  void anything_out_of_the_rules_is_refused(String text) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bad JSON at character");
  }

  @Test
  void depth_and_length_are_bounded() {
    int depth = Json.DEPTH_MAX + 1;
    assertThat(Json.parse("[".repeat(depth) + "]".repeat(depth))).isInstanceOf(List.class);
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deeper");
    assertThatThrownBy(() -> Json.parse(" ".repeat(Json.LENGTH_MAX + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longer");
  }
}
