package io.henge.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The bytes of requests. All bodies are windows into one buffer of random bytes; of a long one, the
 * same window again and again.
 */
final class RequestBytes {
  static final int HEAD_BYTES_MAX = 1024;

  /** So many bodies are different, lest anything on the way profit from them being equal. */
  private static final int BODIES = 4096;

  private static final int WINDOW_BYTES_MAX = 4 << 20;

  private final Workload workload;
  private final int windowBytes;
  private final ByteBuffer random;

  RequestBytes(Workload workload, long seed) {
    this.workload = workload;
    this.windowBytes = (int) Math.min(workload.sizeBytes(), WINDOW_BYTES_MAX);
    byte[] bytes = new byte[windowBytes + BODIES];
    new SplittableRandom(seed).nextBytes(bytes);
    this.random = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /** Puts the head of a request into a buffer, ready to be read from it. */
  void writeHead(Operation operation, long key, String host, ByteBuffer head) {
    StringBuilder text =
        new StringBuilder(HEAD_BYTES_MAX)
            .append(operation.name())
            .append(' ')
            .append(workload.path(key))
            .append(" HTTP/1.1\r\nHost: ")
            .append(host);
    if (operation == Operation.PUT) {
      text.append("\r\nContent-Length: ").append(workload.sizeBytes());
    }
    text.append("\r\n\r\n");
    head.clear().put(text.toString().getBytes(StandardCharsets.US_ASCII)).flip();
  }

  /** How long the body of such a request is. */
  long bodyBytes(Operation operation) {
    return operation == Operation.PUT ? workload.sizeBytes() : 0;
  }

  /** The body as far as it fits into one window; what is beyond comes from the same window. */
  ByteBuffer window(Operation operation, long key) {
    return random.slice((int) (key % BODIES), (int) Math.min(windowBytes, bodyBytes(operation)));
  }
}
