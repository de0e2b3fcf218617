package io.henge.chaos.machine;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Ends an ext4 as a power cut does, or a disk that breaks: every further read and write fails,
 * until it is mounted anew.
 */
public final class PowerCut {
  /** {@code _IOR('X', 125, __u32)} of the kernel's ext4. */
  private static final long EXT4_IOC_SHUTDOWN = 0x8004587dL;

  private static final int LOG_FLUSH = 1;
  private static final int NO_LOG_FLUSH = 2;

  private PowerCut() {}

  /** Loads what a cut needs, so that the first one is as quick as the others. */
  public static void prepare() {
    LibC.INSTANCE.close(-1);
  }

  /**
   * Cuts the power of the file system that is mounted there: nothing that is only in memory, the
   * journal's running transaction included, reaches the device any more.
   *
   * @throws IOException when nothing is mounted there
   */
  public static void hit(Path mountPoint) throws IOException {
    shutDown(mountPoint, NO_LOG_FLUSH);
  }

  /** Breaks the disk: the journal's running transaction was the last thing that reached it. */
  static void breakDisk(Path mountPoint) throws IOException {
    shutDown(mountPoint, LOG_FLUSH);
  }

  private static void shutDown(Path mountPoint, int flush) throws IOException {
    try (MountedDirectory root = MountedDirectory.open(mountPoint)) {
      IntByReference how = new IntByReference(flush);
      NativeLong request = new NativeLong(EXT4_IOC_SHUTDOWN);
      if (LibC.INSTANCE.ioctl(root.descriptor(), request, how) != 0) {
        throw new IOException(
            "cannot shut down " + mountPoint + ": errno " + Native.getLastError());
      }
    }
  }
}
