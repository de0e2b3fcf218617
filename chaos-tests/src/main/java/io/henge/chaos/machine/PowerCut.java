package io.henge.chaos.machine;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Ends an ext4 as a power cut does: nothing that is only in memory, the journal's running
 * transaction included, reaches the device any more, and every further write fails.
 */
public final class PowerCut {
  private static final int O_RDONLY = 0;

  /** {@code _IOR('X', 125, __u32)} of the kernel's ext4. */
  private static final long EXT4_IOC_SHUTDOWN = 0x8004587dL;

  private static final int NO_LOG_FLUSH = 2;
  private static final LibC LIBC = Native.load("c", LibC.class);

  private PowerCut() {}

  /** The calls that Java does not have. */
  public interface LibC extends Library {
    int open(String path, int flags);

    int ioctl(int descriptor, NativeLong request, Object... arguments);

    int close(int descriptor);
  }

  /** Loads what a cut needs, so that the first one is as quick as the others. */
  public static void prepare() {
    LIBC.close(-1);
  }

  /** Cuts the power of the file system that is mounted there. */
  public static void hit(Path mountPoint) throws IOException {
    int descriptor = LIBC.open(mountPoint.toString(), O_RDONLY);
    if (descriptor < 0) {
      throw new IOException("cannot open " + mountPoint + ": errno " + Native.getLastError());
    }
    try {
      IntByReference how = new IntByReference(NO_LOG_FLUSH);
      if (LIBC.ioctl(descriptor, new NativeLong(EXT4_IOC_SHUTDOWN), how) != 0) {
        throw new IOException("cannot shut down " + mountPoint + ": " + Native.getLastError());
      }
    } finally {
      LIBC.close(descriptor);
    }
  }
}
