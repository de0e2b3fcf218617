package io.henge.node.blob;

import io.vertx.core.buffer.Buffer;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * A slice of a body that is in memory, checked against its checksum when it was read.
 *
 * @param bytes the slice; not to be written to
 */
public record InlineBody(Buffer bytes) implements OpenBody {
  @Override
  public long length() {
    return bytes.length();
  }

  @Override
  public OptionalInt crc32c() {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.getBytes());
    return OptionalInt.of((int) checksum.getValue());
  }

  @Override
  public void close() {
    // Memory needs no giving back.
  }
}
