package io.henge.node.storage;

import io.henge.node.storage.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;

/** Directories with all that is in them. */
final class DiskTrees {
  private DiskTrees() {}

  /** Removes a directory and what is in it, if it is there. The end of the name is not durable. */
  static void delete(Disk disk, Path directory) throws IOException {
    if (!disk.exists(directory)) {
      return;
    }
    if (disk.facts(directory).isDirectory()) {
      for (Path entry : disk.list(directory)) {
        delete(disk, entry);
      }
    }
    disk.delete(directory);
  }
}
