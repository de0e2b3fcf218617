package io.henge.node.http;

import io.henge.node.peer.Checksum;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/**
 * Takes the checksum off the end of a body that another node passes on: after the bytes of the body
 * their CRC32C, highest byte first. The sender knows it only then, and who receives it must know it
 * before anything is stored; trailers of HTTP would be the place for it, if Vert.x sent them.
 *
 * <p>One chunk is held back, since its end may be the checksum.
 */
final class TrailingSum {
  /** How much longer the content is than the body. */
  static final int BYTES = Integer.BYTES;

  private final Checksum sum = new Checksum();
  private Buffer held = Buffer.buffer();

  /** Takes the next bytes of the content, and gives those that are sure to be of the body. */
  void take(Buffer chunk, Handler<Buffer> body) {
    if (chunk.length() >= BYTES) {
      give(held, body);
      held = chunk;
      return;
    }
    Buffer all = Buffer.buffer().appendBuffer(held).appendBuffer(chunk);
    int sure = Math.max(0, all.length() - BYTES);
    give(all.slice(0, sure), body);
    held = all.slice(sure, all.length());
  }

  /** Gives the rest of the body after the last bytes; false when it is not what was sent. */
  boolean end(Handler<Buffer> body) {
    int rest = held.length() - BYTES;
    if (rest < 0) {
      return false;
    }
    int expected = held.getInt(rest);
    give(held.slice(0, rest), body);
    return sum.value() == expected;
  }

  /** What is to follow a body of that checksum. */
  static Buffer of(Checksum body) {
    return Buffer.buffer(BYTES).appendInt(body.value());
  }

  private void give(Buffer bytes, Handler<Buffer> body) {
    if (bytes.length() > 0) {
      sum.update(bytes);
      body.handle(bytes);
    }
  }
}
