package io.henge.chaos.machine;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/** The calls of the system that Java does not have. */
public interface LibC extends Library {
  int O_RDONLY = 0;
  int O_RDWR = 2;

  /** The directory of this process, where paths begin that are not absolute. */
  int AT_FDCWD = -100;

  int RENAME_EXCHANGE = 2;
  int CLONE_NEWNET = 0x40000000;

  /** Loaded at the first use. */
  LibC INSTANCE = Native.load("c", LibC.class);

  int open(String path, int flags);

  int ioctl(int descriptor, NativeLong request, Object... arguments);

  int posix_fallocate(int descriptor, NativeLong offset, NativeLong length);

  int renameat2(int oldDirectory, String oldPath, int newDirectory, String newPath, int flags);

  int setns(int descriptor, int kind);

  int close(int descriptor);
}
