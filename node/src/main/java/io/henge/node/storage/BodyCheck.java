package io.henge.node.storage;

import io.henge.node.storage.disk.ReadableFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Checks all of a blob file, a slice at a time, so that nobody waits long for the thread or the
 * disk that it uses. A damaged file is moved to quarantine. All calls wait for the disk, one after
 * the other.
 */
final class BodyCheck implements Closeable {
  /** Read at once. */
  private static final int SLICE_BYTES = 1 << 20;

  private static final int BUFFER_BYTES = 64 << 10;

  private final BlobFiles files;
  private final BlobFiles.Opened opened;
  private BlockRange rest;

  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  private BodyCheck(BlobFiles files, BlobFiles.Opened opened) {
    this.files = files;
    this.opened = opened;
    this.rest = new BlockRange(0, opened.footer().checksums().count());
  }

  /**
   * Begins to check an open file, of which the footer is known to be sound.
   *
   * @param expected what the version's record says of it
   * @throws StorageFailure CORRUPT when the file says something else
   */
  static BodyCheck of(BlobFiles files, BlobFiles.Opened opened, BodyPlace expected)
      throws IOException {
    BodyCheck check = new BodyCheck(files, opened);
    if (!opened.footer().version().equals(expected.version())) {
      throw check.failed(
          new StorageFailure(
              StorageFailure.Kind.CORRUPT, opened.path() + " holds another version than named"));
    }
    return check;
  }

  boolean isDone() {
    return rest.isEmpty();
  }

  /**
   * Checks the next slice; the bytes that it has.
   *
   * @throws StorageFailure CORRUPT when anything in it is damaged, or cannot be read
   */
  long slice() throws IOException {
    int blockBytes = opened.footer().checksums().blockBytes();
    BlockRange slice = rest.first(Math.max(1, SLICE_BYTES / blockBytes));
    ReadableFile file = opened.file();
    Path path = opened.path();
    try {
      BlobFileFormat.verify(file, opened.footer(), slice, buffer, path);
    } catch (StorageFailure damage) {
      throw failed(damage);
    } catch (IOException e) {
      if (DiskErrors.isUnreadable(e)) {
        throw failed(
            new StorageFailure(StorageFailure.Kind.CORRUPT, path + " cannot be read any more"));
      }
      throw e;
    }
    rest = rest.behind(slice);
    long end = Math.min((long) slice.to() * blockBytes, opened.footer().sizeBytes());
    return end - (long) slice.from() * blockBytes;
  }

  private StorageFailure failed(StorageFailure damage) throws IOException {
    files.moveAsideIfCorrupt(opened, damage);
    return damage;
  }

  @Override
  public void close() throws IOException {
    opened.file().close();
  }
}
