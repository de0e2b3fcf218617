package io.henge.node.body;

import io.vertx.core.buffer.Buffer;

/**
 * One of the stages that a body is spread to, here or at a peer; used from the loop of the body.
 * What happens to it is told to its {@link Events}.
 */
interface StageSink {
  /** What the spreading wants to know. */
  interface Events {
    /** There is room for the body, if its length was said. */
    void opened();

    /** Some bytes went on their way. */
    void moved();

    /** The stage is complete; nothing follows. */
    void staged();

    /** The stage will not be; nothing follows. */
    void failed(Throwable why);
  }

  /** Appends bytes; never refuses, however far behind it is. */
  void write(Buffer bytes);

  /** The bytes that are held in memory for it. */
  long pendingBytes();

  /** The body is complete. */
  void end(long sizeBytes, int crc32c);

  /** Removes the stage, at whatever point it is; nothing is told any more. */
  void abort();
}
