package io.henge.node.storage.disk;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The operating system's files. */
class LocalDiskTest extends DiskContract {
  @TempDir private Path temporary;

  @Override
  Disk open() throws IOException {
    return new LocalDisk(vertx(), temporary);
  }

  @Override
  Path root() {
    return temporary;
  }
}
