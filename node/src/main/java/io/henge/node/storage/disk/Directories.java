package io.henge.node.storage.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Making directories, and making the names in them last. */
public final class Directories {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private Directories() {}

  /** Creates a directory and what is missing above it, for the owner alone; idempotent. */
  public static void create(Path directory) throws IOException {
    Files.createDirectories(directory, OWNER_ONLY);
  }

  /**
   * Until this returns, a name that was added or removed may be undone by a power cut.
   *
   * @throws NoDescriptorException when no sync was tried
   */
  public static void sync(Path directory) throws IOException {
    try (FileChannel channel = open(directory)) {
      channel.force(true);
    }
  }

  private static FileChannel open(Path directory) throws IOException {
    try {
      return FileChannel.open(directory, StandardOpenOption.READ);
    } catch (IOException e) {
      throw NoDescriptorException.orElse(e);
    }
  }
}
