package io.henge.node.peer;

import io.vertx.core.buffer.Buffer;

/**
 * Takes what arrives on a connection, on its event loop. A {@link RuntimeException} that escapes is
 * the fault of the bytes, and closes the connection.
 */
interface FrameSink {
  /** A whole frame, never of data. */
  void frame(Frame frame);

  /** Some bytes of a body, of data frames or outside of frames, in order; possibly a slice. */
  void bytes(Buffer slice);

  /** The connection has ended; nothing comes after it. */
  void closed(String reason);
}
