package io.henge.node.storage;

import io.henge.ring.version.Content;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/** A small body as the index stores it: its CRC32C in four bytes, then the body. */
final class InlineValue {
  private InlineValue() {}

  static byte[] encode(Buffer body) {
    byte[] value = new byte[Integer.BYTES + body.length()];
    body.getBytes(0, body.length(), value, Integer.BYTES);
    ByteBuffer.wrap(value).putInt(crc32c(value));
    return value;
  }

  /** The body; empty when it is not, bit by bit, what was stored. */
  static Optional<Buffer> decode(byte[] value, Content content) {
    boolean intact = isOf(content, value) && crc32c(value) == content.crc32c();
    return intact
        ? Optional.of(Buffer.buffer(value).slice(Integer.BYTES, value.length))
        : Optional.empty();
  }

  /** Whether the value was made of the content's bytes. */
  static boolean isOf(Content content, byte[] value) {
    return value.length == Integer.BYTES + content.sizeBytes()
        && ByteBuffer.wrap(value).getInt() == content.crc32c();
  }

  private static int crc32c(byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(value, Integer.BYTES, value.length - Integer.BYTES);
    return (int) crc.getValue();
  }
}
