package io.henge.ring.version;

import static io.henge.ring.version.Fixtures.A;
import static io.henge.ring.version.Fixtures.B;
import static io.henge.ring.version.Fixtures.at;
import static io.henge.ring.version.Fixtures.dot;
import static io.henge.ring.version.Fixtures.tombstone;
import static io.henge.ring.version.Fixtures.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.History.State;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlobObjectCodecTest {
  /** Made once and never changed: whatever is stored or sent in format 1 must stay readable. */
  private static final String GOLDEN =
      "010200000000000000010000000000000007010101000000000000000002000000000000000701"
          + "0001aa02fbd095ffbc31040100010a00020003010001000a000100010a00fbd095ffbc31040307"
          + "09726571756573742d3180a0f1c2b134808080808020deadbeef020c636f6e74656e742d747970"
          + "6509696d6167652f706e670e68656e67652d6d6574612d77686f045a6fc3ab01ac02010001000a"
          + "000100010a00140001000109726571756573742d310003fbd095ffbc3104";

  private static final String GOLDEN_DIGEST = "d6127dd4b8eeffbacaf1eace0ee153c6";

  static LongStream seeds() {
    return LongStream.range(500, 560);
  }

  /** Has every part that an object can have. */
  private static BlobObject everything() {
    Version first = value(dot(A, 1), 10, Policy.LAST_WRITE_WINS, Context.EMPTY);
    Version second =
        new Version(
            dot(A, 3),
            first.context(),
            new Timestamp(1_700_000_000_123L, 4),
            Policy.IMMUTABLE,
            Optional.of("request-1"),
            OptionalLong.of(1_800_000_000_000L),
            Optional.of(
                new Content(
                    1L << 40,
                    0xdeadbeef,
                    new TreeMap<>(Map.of("content-type", "image/png", "henge-meta-who", "Zoë")))));
    Version third = tombstone(dot(B, 300), 20, first.context());
    return Fixtures.merged(first, second, third);
  }

  @Test
  void the_stored_bytes_stay_as_they_are() {
    BlobObject object = everything();
    assertThat(HexFormat.of().formatHex(BlobObjectCodec.encode(object))).isEqualTo(GOLDEN);
    assertThat(BlobObjectCodec.decode(HexFormat.of().parseHex(GOLDEN))).isEqualTo(object);
    assertThat(object.digest()).hasToString(GOLDEN_DIGEST);
  }

  @Test
  void a_key_that_nobody_wrote_takes_four_bytes() {
    assertThat(BlobObjectCodec.encode(BlobObject.EMPTY)).containsExactly(1, 0, 0, 0);
    assertThat(BlobObjectCodec.decode(new byte[] {1, 0, 0, 0})).isEqualTo(BlobObject.EMPTY);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void what_was_written_is_read(long seed) {
    for (State state : new History(seed, 60).states()) {
      BlobObject object = state.object();
      byte[] encoded = BlobObjectCodec.encode(object);
      BlobObject decoded = BlobObjectCodec.decode(encoded);
      assertThat(decoded).as("seed %d", seed).isEqualTo(object).hasSameHashCodeAs(object);
      Encoder out = new Encoder();
      ContextCodec.write(object.context(), out);
      assertThat(ContextCodec.read(new Decoder(out.toByteArray())))
          .as("seed %d", seed)
          .isEqualTo(object.context());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void bytes_that_are_cut_short_are_refused(long seed) {
    byte[] encoded = BlobObjectCodec.encode(new History(seed, 40).anyState().object());
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> BlobObjectCodec.decode(cut))
          .as("seed %d, %d bytes", seed, length)
          .isInstanceOf(CodecException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void damaged_bytes_are_refused_or_are_the_one_encoding_of_something(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<State> states = new History(seed, 40).states();
    for (int i = 0; i < 2_000; i++) {
      BlobObject object =
          i % 3 == 0 ? everything() : states.get(random.nextInt(states.size())).object();
      byte[] bytes = BlobObjectCodec.encode(object);
      for (int change = random.nextInt(3); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(random.nextBoolean() ? 8 : 256);
      }
      try {
        BlobObject decoded = BlobObjectCodec.decode(bytes);
        assertThat(BlobObjectCodec.encode(decoded))
            .as("seed %d, round %d", seed, i)
            .isEqualTo(bytes);
      } catch (CodecException refused) {
        assertThat(refused.getMessage()).as("seed %d, round %d", seed, i).isNotBlank();
      }
    }
  }

  @Test
  void a_newer_format_is_refused_by_its_name() {
    byte[] encoded = BlobObjectCodec.encode(everything());
    encoded[0] = 2;
    assertThatThrownBy(() -> BlobObjectCodec.decode(encoded))
        .isInstanceOf(CodecException.class)
        .hasMessage("an object in format 2; this program reads formats up to 1");
  }

  @Test
  void bytes_after_the_object_belong_to_somebody_else() {
    Encoder out = new Encoder();
    BlobObjectCodec.write(everything(), out);
    Decoder in = new Decoder(out.u8(9).toByteArray());
    assertThat(BlobObjectCodec.read(in)).isEqualTo(everything());
    assertThat(in.u8()).isEqualTo(9);
    assertThatThrownBy(() -> BlobObjectCodec.decode(out.toByteArray()))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void an_object_that_no_merging_leads_to_is_refused() {
    Version first = value(dot(A, 1), 10, Context.EMPTY);
    Version second = value(dot(A, 2), 20, first.context());
    Context both = second.context();
    assertRefused(both, List.of(first, second), "live and yet replaced");
    assertRefused(first.context(), List.of(second), "live and yet not so for the context");
    Version l1 = value(dot(A, 1), 10, Policy.LAST_WRITE_WINS, Context.EMPTY);
    Version l2 = value(dot(B, 1), 20, Policy.LAST_WRITE_WINS, Context.EMPTY);
    assertRefused(
        l1.context().union(l2.context()), List.of(l1, l2), "live and yet not so for the context");
    Version beside = value(dot(B, 1), 20, Context.EMPTY);
    assertRefused(both.union(beside.context()), List.of(beside, second), "out of order");
  }

  private static void assertRefused(Context context, List<Version> live, String why) {
    assertThatThrownBy(() -> BlobObject.of(context, live, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void an_ordinary_object_is_small() {
    Context past =
        Context.EMPTY
            .plus(dot(A, 1), at(1_700_000_000_000L), Policy.SIBLINGS)
            .plus(dot(B, 1), at(1_700_000_000_500L), Policy.SIBLINGS);
    Version version = value(dot(A, 2), 1_700_000_001_000L, past);
    assertThat(BlobObjectCodec.encode(BlobObject.written(version))).hasSizeLessThan(100);
  }
}
