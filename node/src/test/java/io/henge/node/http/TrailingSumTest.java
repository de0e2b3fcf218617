package io.henge.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.peer.Checksum;
import io.vertx.core.buffer.Buffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailingSumTest {
  private final SplittableRandom random = new SplittableRandom(7);

  private static Buffer content(Buffer body) {
    Checksum sum = new Checksum();
    sum.update(body);
    return body.copy().appendBuffer(TrailingSum.of(sum));
  }

  private Buffer randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  /** What comes of it in pieces of random sizes up to a largest one; empty when it is refused. */
  private Buffer read(Buffer content, int pieceMax) {
    TrailingSum sum = new TrailingSum();
    Buffer body = Buffer.buffer();
    int at = 0;
    while (at < content.length()) {
      int end = Math.min(content.length(), at + 1 + random.nextInt(pieceMax));
      sum.take(content.slice(at, end), body::appendBuffer);
      at = end;
    }
    return sum.end(body::appendBuffer) ? body : Buffer.buffer("refused");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 100, 10_000})
  void however_it_is_cut_the_body_comes_out(int pieceMax) {
    for (int length = 0; length < 300; length++) {
      Buffer body = randomBytes(length);
      assertThat(read(content(body), pieceMax)).isEqualTo(body);
    }
  }

  @Test
  void with_any_byte_changed_it_is_refused() {
    Buffer content = content(randomBytes(50));
    for (int at = 0; at < content.length(); at++) {
      Buffer changed = content.copy().setByte(at, (byte) (content.getByte(at) ^ 1));
      assertThat(read(changed, 10)).as("byte %d", at).isEqualTo(Buffer.buffer("refused"));
    }
  }

  @Test
  void what_is_shorter_than_a_checksum_is_refused() {
    for (int length = 0; length < TrailingSum.BYTES; length++) {
      assertThat(read(randomBytes(length), 2)).isEqualTo(Buffer.buffer("refused"));
    }
  }
}
