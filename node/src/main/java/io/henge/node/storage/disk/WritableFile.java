package io.henge.node.storage.disk;

import io.vertx.core.Future;
import java.nio.ByteBuffer;

/** A file being written. Futures complete on the context that created it. */
public interface WritableFile {
  /** Writes what remains in the buffer; it must not change before the future ends. */
  Future<Void> write(ByteBuffer bytes, long position);

  /** Makes what was written so far durable. A failure is final: the bytes may be gone. */
  Future<Void> sync();

  /** Closes the file; no call may follow. */
  Future<Void> close();
}
