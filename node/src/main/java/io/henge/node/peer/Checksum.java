package io.henge.node.peer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.List;
import java.util.zip.CRC32C;

/** CRC32C over buffers as they pass, without copying them. */
public final class Checksum {
  private final CRC32C crc = new CRC32C();

  /** Of the bytes of all of these, one after the other. */
  static int of(List<Buffer> pieces) {
    Checksum sum = new Checksum();
    pieces.forEach(sum::update);
    return sum.value();
  }

  /** Takes the next bytes. */
  public void update(Buffer bytes) {
    crc.update(((BufferInternal) bytes).getByteBuf().nioBuffer());
  }

  /** Of all bytes so far. */
  public int value() {
    return (int) crc.getValue();
  }
}
