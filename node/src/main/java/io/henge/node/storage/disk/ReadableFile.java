package io.henge.node.storage.disk;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * A file that is open for reading, and stays readable when its name is removed. All calls wait for
 * the disk; they may come from any thread.
 */
public interface ReadableFile extends Closeable {
  /** What it was when it was opened. */
  FileFacts facts();

  /** Its length in bytes. */
  long sizeBytes() throws IOException;

  /** Reads at least a byte into the buffer; -1 at the end of the file. */
  int read(ByteBuffer into, long position) throws IOException;

  /**
   * A slice of the file as the body of an answer, in whatever way is the fastest here.
   *
   * @param crc32c of the slice; empty for a piece of a body
   * @param release what ends the use of this file when the body is closed
   */
  OpenBody body(ByteRange slice, OptionalInt crc32c, Runnable release);
}
