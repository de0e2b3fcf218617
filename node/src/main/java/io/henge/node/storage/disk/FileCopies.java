package io.henge.node.storage.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Second copies of files of the operating system, in this file system or another. */
public final class FileCopies {
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private FileCopies() {}

  /**
   * Gives a file that is never written to again a second name, or, where that cannot be, makes a
   * synced copy. The new name is not durable.
   *
   * @throws NoSuchFileException when there is no such file
   */
  public static void linkOrCopy(Path existing, Path second) throws IOException {
    try {
      Files.createLink(second, existing);
    } catch (NoSuchFileException | FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException impossible) {
      copySynced(existing, second);
    }
  }

  /** Copies a file and syncs the copy. The new name is not durable. */
  public static void copySynced(Path existing, Path copy) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel in = FileChannel.open(existing, StandardOpenOption.READ);
        FileChannel out = FileChannel.open(copy, options, OWNERS_FILE)) {
      long size = in.size();
      long done = 0;
      while (done < size) {
        done += in.transferTo(done, size - done, out);
      }
      out.force(true);
    }
  }
}
