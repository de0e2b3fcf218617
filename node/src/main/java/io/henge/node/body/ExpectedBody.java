package io.henge.node.body;

import io.henge.node.peer.Checksum;
import io.vertx.core.buffer.Buffer;

/**
 * What a body, or a slice of one, must be that comes from another node: its bytes are held against
 * it as they pass, so that a wrong one is known before its last bytes are passed on.
 */
public final class ExpectedBody {
  private final long lengthBytes;
  private final int crc32c;
  private final Checksum checksum = new Checksum();
  private long cameBytes;

  /** A body of that length and that CRC32C, of which nothing has come. */
  public ExpectedBody(long lengthBytes, int crc32c) {
    this.lengthBytes = lengthBytes;
    this.crc32c = crc32c;
  }

  /** How many bytes it has. */
  public long lengthBytes() {
    return lengthBytes;
  }

  /** Of all of it. */
  public int crc32c() {
    return crc32c;
  }

  /** Takes the next bytes; false when these must not be passed on, because it is not that body. */
  public boolean take(Buffer bytes) {
    cameBytes += bytes.length();
    checksum.update(bytes);
    return cameBytes < lengthBytes || (isWhole() && checksum.value() == crc32c);
  }

  /** Whether as many bytes have come as it has. */
  public boolean isWhole() {
    return cameBytes == lengthBytes;
  }
}
