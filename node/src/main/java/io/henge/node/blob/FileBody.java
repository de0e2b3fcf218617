package io.henge.node.blob;

import java.nio.channels.FileChannel;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A slice of a body in a file, fit for {@code sendFile}.
 *
 * <p>It holds the file open, because sending by path would open it again: so a file that is
 * unlinked meanwhile stays readable to the end, and no other file can take its place.
 */
public final class FileBody implements OpenBody {
  private final FileChannel channel;
  private final ByteRange range;
  private final OptionalInt crc32c;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Takes over an open channel.
   *
   * @param channel open for reading; read by positions only
   * @param range the slice, inside the file
   * @param crc32c of the slice; empty for a piece of a body
   * @param release closes the channel, on a thread where waiting does not matter: closing the last
   *     handle of an unlinked file frees its blocks, and that takes a while
   */
  public FileBody(FileChannel channel, ByteRange range, OptionalInt crc32c, Runnable release) {
    this.channel = channel;
    this.range = range;
    this.crc32c = crc32c;
    this.release = release;
  }

  /** The file; its position is not to be used, and only {@link #close} closes it. */
  public FileChannel channel() {
    return channel;
  }

  /** The position in the file of the slice's first byte. */
  public long offset() {
    return range.offset();
  }

  @Override
  public long length() {
    return range.length();
  }

  @Override
  public OptionalInt crc32c() {
    return crc32c;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
