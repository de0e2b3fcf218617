package io.henge.chaos.machine;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The root of a file system of a node's own, held open. Where nothing is mounted at the moment
 * there is none: what is done to it would be done to the file system below, the machine's. It is
 * the descriptor that is looked at, for what a path leads to can change at any time.
 */
final class MountedDirectory implements AutoCloseable {
  private static final String DEVICE = "unix:dev";

  private final int descriptor;

  private MountedDirectory(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens what is mounted there.
   *
   * @throws IOException when nothing is
   */
  static MountedDirectory open(Path point) throws IOException {
    int descriptor = LibC.INSTANCE.open(point.toString(), LibC.O_RDONLY);
    if (descriptor < 0) {
      throw new IOException("cannot open " + point + ": errno " + Native.getLastError());
    }
    MountedDirectory opened = new MountedDirectory(descriptor);
    try {
      Object below = Files.getAttribute(point.toAbsolutePath().getParent(), DEVICE);
      if (Files.getAttribute(opened.path(), DEVICE).equals(below)) {
        throw new IOException("nothing is mounted at " + point);
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  int descriptor() {
    return descriptor;
  }

  /** A path that leads there as long as this is open, whatever is mounted or unmounted. */
  Path path() {
    return Path.of("/proc/self/fd", Integer.toString(descriptor));
  }

  @Override
  public void close() {
    LibC.INSTANCE.close(descriptor);
  }
}
