package io.henge.chaos.machine;

import io.henge.chaos.machine.NodeDisk.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Whether faults of a disk have an effect, and an end. */
final class DiskTrials implements AutoCloseable {
  private static final long DISK_BYTES = 16 << 20;
  private static final int PIECE_BYTES = 256 << 10;

  private final Workspace workspace = Workspace.make();
  private final NodeDisk disk;

  /** On one disk of that kind, which each trial leaves as it was. */
  DiskTrials(Kind kind) {
    disk = NodeDisk.make(workspace, 1, kind, DISK_BYTES);
  }

  void full() throws IOException {
    if (disk.kind() == Kind.DIRECTORY) {
      throw new IOException("no disk of limited size can be mounted");
    }
    disk.fill();
    expectFailure(() -> write(), "No space left");
    disk.free();
    write();
  }

  void readOnly() throws IOException {
    try (FileChannel used = open()) {
      disk.remountReadOnly();
      expectFailure(() -> used.write(ByteBuffer.allocate(1)), "Read-only");
    }
    disk.restore();
    write();
  }

  void broken() throws IOException {
    disk.fail();
    expectFailure(() -> write(), "Input/output error");
    disk.restore();
    write();
  }

  void powerCut() throws IOException {
    Path kept = write();
    disk.cutPower();
    expectFailure(() -> write(), "Input/output error");
    disk.restore();
    if (kept.toFile().length() != PIECE_BYTES) {
      throw new IOException("what was synced did not survive");
    }
  }

  void slow() throws IOException {
    long begin = System.nanoTime();
    write();
    long fast = System.nanoTime() - begin;
    disk.slow(2 * PIECE_BYTES);
    begin = System.nanoTime();
    write();
    long slow = System.nanoTime() - begin;
    disk.fast();
    if (slow < 2 * fast) {
      throw new IOException("a limit of bytes a second does not slow down a sync");
    }
  }

  /** Something that should fail. */
  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  private static void expectFailure(Write write, String text) throws IOException {
    try {
      write.run();
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains(text)) {
        return;
      }
      throw e;
    }
    throw new IOException("a write succeeds that should say: " + text);
  }

  private Path write() throws IOException {
    try (FileChannel file = open();
        FileChannel directory = FileChannel.open(disk.data())) {
      file.write(ByteBuffer.allocate(PIECE_BYTES));
      file.force(true);
      directory.force(true);
    }
    return disk.data().resolve("trial");
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        disk.data().resolve("trial"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  @Override
  public void close() {
    workspace.close();
  }
}
