package io.henge.node.world;

import io.henge.ring.version.Content;
import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32C;

/** Checksums, computed apart from the code under test. */
final class Bytes {
  private Bytes() {}

  static int crc32c(Buffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.getBytes());
    return (int) crc.getValue();
  }

  static boolean match(Content content, Buffer bytes) {
    return content.sizeBytes() == bytes.length() && content.crc32c() == crc32c(bytes);
  }
}
