package io.henge.node.blob;

import io.vertx.core.buffer.Buffer;

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
  public void close() {
    // Memory needs no giving back.
  }
}
