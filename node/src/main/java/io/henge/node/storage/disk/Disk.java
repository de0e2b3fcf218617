package io.henge.node.storage.disk;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system as the store needs it. A file's bytes are durable after a sync of the file; its
 * name, and the end of a name, after a sync of the directory; nothing else ever is.
 *
 * <p>What cannot be opened for want of descriptors fails with {@link NoDescriptorException}, {@link
 * #syncDirectory} and {@link #writeSynced} too: then no sync was tried.
 *
 * <p>All calls but {@link #create} wait for the disk and so are not for an event loop. Links are
 * never followed. New files and directories are for their owner alone.
 */
public interface Disk {
  /** Makes a file for writing. Fails with FileAlreadyExistsException when there is one. */
  Future<WritableFile> create(Path file);

  /**
   * Opens a file for reading.
   *
   * @throws java.nio.file.NoSuchFileException when there is none
   */
  ReadableFile open(Path file) throws IOException;

  /** Puts bytes into a file, made anew or emptied before, and syncs it; the name is not durable. */
  void writeSynced(Path file, byte[] bytes) throws IOException;

  /** Renames a file, atomically, in place of the one that has the name. */
  void move(Path from, Path to) throws IOException;

  /** Gives a file a second name, which must be free. */
  void link(Path existing, Path second) throws IOException;

  /** Removes a name; idempotent. */
  void delete(Path file) throws IOException;

  /** Makes a directory and what is missing above it; idempotent. */
  void createDirectories(Path directory) throws IOException;

  /** Makes the names in a directory last, and the end of names. */
  void syncDirectory(Path directory) throws IOException;

  /** Whether there is a file or directory of that name. */
  boolean exists(Path file);

  /** What is in a directory, in no order. */
  List<Path> list(Path directory) throws IOException;

  /**
   * What there is to know of a file without opening it.
   *
   * @throws java.nio.file.NoSuchFileException when there is none
   */
  FileFacts facts(Path file) throws IOException;

  /** Whether the file system takes writes: it may have been mounted anew, for reading only. */
  default boolean isWritable() {
    return true;
  }

  /** Bytes that this process may still use. */
  long usableBytes() throws IOException;
}
