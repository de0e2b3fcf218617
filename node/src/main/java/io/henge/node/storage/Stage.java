package io.henge.node.storage;

import io.henge.node.blob.StageId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * A body being written, invisible until a {@link Change} consumes it. Used from one event loop.
 *
 * <p>Life: writes, then {@link #complete}, then a change; or {@link #abort} at any point before. A
 * stage that nobody commits is swept after a grace of about a minute.
 */
public interface Stage {
  /** Its name. */
  StageId id();

  /**
   * Appends bytes. The future ends when the store is ready for more, not when they are on disk; so
   * a caller that waits for it never has more than a few buffers in memory.
   */
  Future<Void> write(Buffer bytes);

  /**
   * No more bytes will come. Fails unless exactly that many bytes with that CRC32C were written.
   * Complete is not durable: the change that consumes the stage syncs it.
   */
  Future<Void> complete(long sizeBytes, int crc32c);

  /** Removes what was written; idempotent, without effect once a change consumed the stage. */
  Future<Void> abort();
}
