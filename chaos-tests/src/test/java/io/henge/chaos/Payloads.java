package io.henge.chaos;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Bodies that differ from each other everywhere, so that a mixture of two shows. */
final class Payloads {
  private Payloads() {}

  /** The body of that number and length; the same whenever it is asked for. */
  static byte[] of(long number, int sizeBytes) {
    byte[] bytes = new byte[sizeBytes];
    SplittableRandom random = new SplittableRandom(number);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.remaining() >= Long.BYTES) {
      buffer.putLong(random.nextLong());
    }
    while (buffer.hasRemaining()) {
      buffer.put((byte) random.nextInt());
    }
    return bytes;
  }
}
