package io.henge.node.body;

import io.vertx.core.buffer.Buffer;

/** Stands in for a stage until it is opened; nobody writes to it before. */
final class NoSink implements StageSink {
  @Override
  public void write(Buffer bytes) {
    throw new IllegalStateException("the stage is not open");
  }

  @Override
  public long pendingBytes() {
    return 0;
  }

  @Override
  public void end(long sizeBytes, int crc32c) {
    throw new IllegalStateException("the stage is not open");
  }

  @Override
  public void abort() {
    // Nothing was opened.
  }
}
