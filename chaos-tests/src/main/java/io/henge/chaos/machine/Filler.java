package io.henge.chaos.machine;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.file.Path;

/** A file that takes all the room of its file system, without anything being written. */
final class Filler {
  private static final int ENOSPC = 28;
  private static final long BLOCK_BYTES = 4096;

  private Filler() {}

  /** Lets a file grow until not one block is left. */
  static void fill(Path file) throws IOException {
    int descriptor = LibC.INSTANCE.open(file.toString(), LibC.O_RDWR);
    if (descriptor < 0) {
      throw new IOException("cannot open " + file + ": errno " + Native.getLastError());
    }
    try {
      long step = Math.max(file.toFile().getUsableSpace(), BLOCK_BYTES);
      while (step >= BLOCK_BYTES) {
        long length = file.toFile().length();
        int failure =
            LibC.INSTANCE.posix_fallocate(descriptor, new NativeLong(length), new NativeLong(step));
        if (failure == ENOSPC) {
          step /= 2;
        } else if (failure != 0) {
          throw new IOException("cannot extend " + file + ": errno " + failure);
        }
      }
    } finally {
      LibC.INSTANCE.close(descriptor);
    }
  }
}
