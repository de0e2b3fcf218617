package io.henge.node.storage;

import io.henge.node.port.SmallFiles;
import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.disk.ReadableFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The small files as files: the content, then a last line with its checksum, so that text stays
 * readable. A file is written under another name, synced, renamed, and the directory synced.
 */
public final class SyncedFiles implements SmallFiles {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
  private static final String TRAILER_START = "\n#crc32c ";
  private static final int TRAILER_LENGTH = TRAILER_START.length() + 8 + 1;
  private static final int SIZE_BYTES_MAX = 64 << 20;

  private final Disk disk;
  private final Path directory;
  private final WorkerExecutor worker;
  private final StorageHealth health = new StorageHealth();
  private boolean namesAreDurable;

  /** The small files that stand in that directory itself. */
  public SyncedFiles(Vertx vertx, Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
    this.worker = StorageWorker.of(vertx);
  }

  @Override
  public Future<Optional<Buffer>> read(String name) {
    Path file = path(name);
    return worker.executeBlocking(() -> readNow(file), false);
  }

  @Override
  public Future<Void> write(String name, Buffer content) {
    Path file = path(name);
    byte[] bytes = withTrailer(content.getBytes());
    return worker.executeBlocking(() -> writeNow(file, bytes), false);
  }

  private Path path(String name) {
    if (!NAME.matcher(name).matches() || name.endsWith(".tmp")) {
      throw new IllegalArgumentException("not the name of a small file: " + name);
    }
    return directory.resolve(name);
  }

  private Optional<Buffer> readNow(Path file) {
    makeNamesDurable();
    try (ReadableFile open = disk.open(file)) {
      long size = open.sizeBytes();
      int length = (int) Math.min(size, SIZE_BYTES_MAX) - TRAILER_LENGTH;
      if (size > SIZE_BYTES_MAX || length < 0) {
        throw corrupt(file);
      }
      ByteBuffer bytes = ByteBuffer.allocate(length + TRAILER_LENGTH);
      while (bytes.hasRemaining()) {
        if (open.read(bytes, bytes.position()) < 0) {
          throw corrupt(file);
        }
      }
      byte[] content = Arrays.copyOf(bytes.array(), length);
      if (!Arrays.equals(bytes.array(), withTrailer(content))) {
        throw corrupt(file);
      }
      return Optional.of(Buffer.buffer(content));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw DiskErrors.of("reading " + file, e);
    }
  }

  // A former life may have died between the rename and the sync. What is read is told to others,
  // so no power cut may undo it afterwards.
  private synchronized void makeNamesDurable() {
    if (namesAreDurable || health.refusal().isPresent()) {
      return;
    }
    try {
      disk.syncDirectory(directory);
      namesAreDurable = true;
    } catch (IOException e) {
      throw health.syncFailed("syncing " + directory, e);
    }
  }

  private static StorageFailure corrupt(Path file) {
    return new StorageFailure(
        StorageFailure.Kind.CORRUPT, file + " does not match its checksum; it was damaged");
  }

  private static byte[] withTrailer(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content, 0, content.length);
    String trailer = TRAILER_START + HexFormat.of().toHexDigits((int) crc.getValue()) + "\n";
    return Buffer.buffer(content)
        .appendBytes(trailer.getBytes(StandardCharsets.US_ASCII))
        .getBytes();
  }

  private long usableBytes() {
    try {
      return disk.usableBytes();
    } catch (IOException unknown) {
      return Long.MAX_VALUE;
    }
  }

  // One at a time, because two writes of one name would share the temporary file.
  private synchronized Void writeNow(Path file, byte[] bytes) {
    health.requireWritable();
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      // After a power cut it may be another name of the file itself, which must not be written to.
      disk.delete(temporary);
      disk.writeSynced(temporary, bytes);
    } catch (IOException e) {
      // Whether the write or the sync of it failed is not told, so the worse is assumed.
      throw DiskErrors.isNoSpace(e)
          ? DiskErrors.of("writing " + file, e)
          : health.syncFailed("syncing " + file, e);
    }
    try {
      disk.move(temporary, file);
    } catch (IOException e) {
      throw DiskErrors.isNoSpace(e, usableBytes())
          ? DiskErrors.noSpace("putting " + file + " into place")
          : health.poison("putting " + file + " into place", e);
    }
    try {
      disk.syncDirectory(directory);
      return null;
    } catch (IOException e) {
      // The next read must not tell of what a power cut may undo.
      namesAreDurable = false;
      throw health.syncFailed("syncing " + directory, e);
    }
  }
}
