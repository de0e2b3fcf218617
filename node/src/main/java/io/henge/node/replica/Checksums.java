package io.henge.node.replica;

import io.henge.ring.version.Content;
import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32C;

/** Whether bytes are those that a version speaks of. */
final class Checksums {
  private Checksums() {}

  static boolean matches(Content content, Buffer bytes) {
    if (bytes.length() != content.sizeBytes()) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.getBytes());
    return (int) crc.getValue() == content.crc32c();
  }
}
