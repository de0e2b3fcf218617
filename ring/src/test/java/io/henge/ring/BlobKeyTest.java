package io.henge.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlobKeyTest {
  @ParameterizedTest
  @CsvSource({
    "/photos/cat.jpg, photos/cat.jpg",
    "/a%2Fb, a/b",
    "/a%2fb, a/b",
    "/a//b, a//b",
    "/a/./b, a/./b",
    "/a/../b, a/../b",
    "/a+b, a+b",
    "/a%20b, a b",
    "/100%25, 100%",
    "/%2525, %25",
    "//x, /x",
    "/x/, x/",
    "/%C3%A9, é",
    "/%F0%9F%98%80, 😀",
    "/-x/y, -x/y",
    "/x/-/y, x/-/y",
    "/a&b=c;d:e@f!$'()*, a&b=c;d:e@f!$'()*"
  })
  void a_path_says_a_key_by_decoding_once_and_nothing_else(String rawPath, String key) {
    assertThat(BlobKey.fromRawPath(rawPath).text()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a",
        "/%",
        "/a%2",
        "/a%zz",
        "/a%+1",
        "/%00",
        "/a%00b",
        "/%C3",
        "/%C0%AF", // an overlong slash
        "/%E0%80%AF",
        "/%ED%A0%80", // half of a surrogate pair
        "/%F4%90%80%80", // beyond the last code point
        "/%FF",
        "/a b",
        "/a?b",
        "/a#b",
        "/é",
        "/-",
        "/-/ring",
        "/%2D/ring",
        "/-%2Fring",
        "/%2D%2fring"
      })
  void a_bad_path_is_refused(String rawPath) {
    assertThatThrownBy(() -> BlobKey.fromRawPath(rawPath))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageMatching(".{10,}");
  }

  @Test
  void a_key_has_1_to_1024_bytes_however_it_is_escaped() {
    assertThat(BlobKey.fromRawPath("/" + "%61".repeat(1024)).bytes()).hasSize(1024);
    assertThat(BlobKey.of("é".repeat(512)).bytes()).hasSize(1024);
    assertThatThrownBy(() -> BlobKey.fromRawPath("/" + "a".repeat(1025)))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("1025");
    assertThatThrownBy(() -> BlobKey.of("é".repeat(512) + "x"))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> BlobKey.of("")).isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> BlobKey.fromRawPath("/" + "a".repeat(1 << 20)))
        .isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void text_and_bytes_are_held_to_the_same_rules() {
    assertThat(BlobKey.ofUtf8("x/é".getBytes(StandardCharsets.UTF_8))).isEqualTo(BlobKey.of("x/é"));
    assertThatThrownBy(() -> BlobKey.of("a\uD800")).isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> BlobKey.of("-/x")).isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> BlobKey.ofUtf8(new byte[] {(byte) 0xC3}))
        .isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void bytes_given_and_taken_are_copies() {
    byte[] bytes = {'a', 'b'};
    BlobKey key = BlobKey.ofUtf8(bytes);
    bytes[0] = 'x';
    key.bytes()[1] = 'x';
    assertThat(key).isEqualTo(BlobKey.of("ab"));
  }

  @ParameterizedTest
  @CsvSource({"photos/cat.jpg, photos", "cat.jpg, ''", "/x, ''", "a/b/c, a", "x/, x"})
  void the_bucket_is_what_stands_before_the_first_slash(String key, String bucket) {
    assertThat(BlobKey.of(key).bucket()).isEqualTo(bucket);
  }

  @Test
  void keys_are_ordered_by_unsigned_bytes() {
    // In UTF-16 the order of the last two would be the other way round.
    assertThat(new String[] {"a", "a/b", "b", "z", "é", "\uFF5E", "😀"})
        .extracting(BlobKey::of)
        .isSorted();
  }

  @ParameterizedTest
  @CsvSource({
    "a//b, /a/%2Fb",
    "a/./b, /a/%2E/b",
    "../x, /%2E%2E/x",
    "/x, /%2Fx",
    "x/, /x/",
    "a b+c%, /a%20b%2Bc%25",
    "/, /%2F",
    "é, /%C3%A9",
    "a...b/.c, /a...b/.c"
  })
  void a_written_path_leaves_nothing_to_tidy_up(String key, String rawPath) {
    assertThat(BlobKey.of(key).toRawPath()).isEqualTo(rawPath);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void every_key_survives_the_way_through_its_path(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] alphabet = "ab-./%?#+ \u0001é\uFFFD😀".codePoints().toArray();
    for (int i = 0; i < 1000; i++) {
      StringBuilder text = new StringBuilder("k");
      random
          .ints(random.nextInt(20), 0, alphabet.length)
          .forEach(c -> text.appendCodePoint(alphabet[c]));
      BlobKey key = BlobKey.of(random.nextBoolean() ? text.toString() : "/" + text);
      assertThat(BlobKey.fromRawPath(key.toRawPath()))
          .as("seed %s, '%s'", seed, key)
          .isEqualTo(key);
    }
  }
}
