package io.henge.ring.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
  private static Decoder hex(String digits) {
    return new Decoder(HexFormat.of().parseHex(digits));
  }

  @Test
  void what_was_written_is_read() {
    byte[] encoded =
        new Encoder()
            .u8(255)
            .varint(-1)
            .fixed(Long.MIN_VALUE + 7)
            .fixed32(-2)
            .bytes(new byte[] {1, 2})
            .utf8("Menhir, größer als 巨石 🗿")
            .toByteArray();
    Decoder in = new Decoder(encoded);
    assertThat(in.u8()).isEqualTo(255);
    assertThat(in.varint()).isEqualTo(-1);
    assertThat(in.fixed()).isEqualTo(Long.MIN_VALUE + 7);
    assertThat(in.fixed32()).isEqualTo(-2);
    assertThat(in.bytes(2)).containsExactly(1, 2);
    assertThat(in.utf8(100)).isEqualTo("Menhir, größer als 巨石 🗿");
    in.expectEnd();
  }

  @Test
  void the_bytes_stay_as_they_are() {
    Encoder out = new Encoder().u8(1).varint(300).fixed(2).fixed32(3).utf8("ä");
    assertThat(HexFormat.of().formatHex(out.toByteArray()))
        .isEqualTo("01ac0200000000000000020000000302c3a4");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 16383, 16384, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void a_number_is_read_as_it_was_written(long number) {
    byte[] encoded = new Encoder().varint(number).toByteArray();
    assertThat(encoded.length).isBetween(1, 10);
    assertThat(new Decoder(encoded).varint()).isEqualTo(number);
  }

  @Test
  void an_encoder_grows() {
    byte[] big = new byte[100_000];
    Arrays.fill(big, (byte) 7);
    byte[] encoded = new Encoder().u8(1).bytes(big).u8(2).toByteArray();
    Decoder in = new Decoder(encoded);
    assertThat(in.u8()).isEqualTo(1);
    assertThat(in.bytes(100_000)).isEqualTo(big);
    assertThat(in.u8()).isEqualTo(2);
  }

  @Test
  void a_slice_ends_where_it_ends() {
    Decoder in = new Decoder(new byte[] {9, 1, 2, 9}, 1, 2);
    assertThat(in.remaining()).isEqualTo(2);
    assertThat(in.u8()).isEqualTo(1);
    assertThat(in.u8()).isEqualTo(2);
    assertThatThrownBy(in::u8).isInstanceOf(CodecException.class).hasMessageContaining("cut short");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8000", "ff00", "80", "ffffffffffffffffff02", "ffffffffffffffffffff01"})
  void a_number_in_too_many_bytes_or_bits_is_refused(String digits) {
    assertThatThrownBy(() -> hex(digits).varint()).isInstanceOf(CodecException.class);
  }

  @Test
  void a_length_over_its_bound_is_refused() {
    assertThatThrownBy(() -> hex("03010203").bytes(2))
        .isInstanceOf(CodecException.class)
        .hasMessage("3 before byte 1, at most 2");
  }

  @Test
  void a_length_beyond_the_bytes_that_are_left_allocates_nothing() {
    assertThatThrownBy(() -> hex("ffffffff0700").bytes(Integer.MAX_VALUE))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("2147483647 needed, 1 left");
    assertThatThrownBy(() -> hex("ffffffffffffffffff01").bytes(Integer.MAX_VALUE))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("18446744073709551615");
  }

  @ParameterizedTest
  @ValueSource(strings = {"01ff", "02c080", "03eda080", "01c3"})
  void text_that_is_not_utf8_is_refused(String digits) {
    assertThatThrownBy(() -> hex(digits).utf8(10)).isInstanceOf(CodecException.class);
  }

  @Test
  void half_a_surrogate_pair_is_not_written_as_a_question_mark() {
    assertThatThrownBy(() -> new Encoder().utf8("a\ud83d"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bytes_after_the_end_are_refused() {
    assertThatThrownBy(() -> hex("00").expectEnd())
        .isInstanceOf(CodecException.class)
        .hasMessage("1 bytes too many from byte 0");
  }

  @Test
  void the_size_of_a_text_is_known_before_it_is_encoded() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 1_000; i++) {
      String text =
          random
              .ints(random.nextInt(9), 0, Character.MAX_CODE_POINT + 1)
              .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(Encoder.utf8SizeBytes(text))
          .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }
  }

  @Test
  void random_bytes_are_read_or_refused_and_nothing_else() {
    SplittableRandom random = new SplittableRandom(12);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      Decoder in = new Decoder(bytes);
      try {
        while (in.remaining() > 0) {
          switch (random.nextInt(6)) {
            case 0 -> in.u8();
            case 1 -> in.varint();
            case 2 -> in.fixed();
            case 3 -> in.fixed32();
            case 4 -> in.bytes(Integer.MAX_VALUE);
            default -> in.utf8(5);
          }
        }
      } catch (CodecException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
  }
}
