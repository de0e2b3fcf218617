package io.henge.chaos.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.henge.chaos.Reduced;
import io.henge.chaos.machine.NodeDisk.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done to a disk has its effect, and its end. */
class NodeDiskIT {
  private static final long DISK_BYTES = 64 << 20;
  private static final int PIECE_BYTES = 1 << 20;

  /** What is done with a disk. */
  @FunctionalInterface
  private interface Course {
    void run(NodeDisk disk) throws IOException;
  }

  private static void on(Kind kind, Course course) throws IOException {
    assumeFalse(Reduced.is("NodeDiskIT", NodeDisk.refusal(kind)), "REDUCED");
    try (Workspace workspace = Workspace.make()) {
      course.run(NodeDisk.make(workspace, 1, kind, DISK_BYTES));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"EXT4", "TMPFS"})
  void a_full_disk_takes_nothing_until_it_is_freed(Kind kind) throws IOException {
    on(
        kind,
        disk -> {
          disk.fill();
          assertThatThrownBy(() -> write(disk, "refused", 1))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("No space left");
          disk.free();
          write(disk, "taken", PIECE_BYTES);
        });
  }

  @Test
  void a_disk_that_nobody_writes_to_becomes_read_only_and_writable() throws IOException {
    on(
        Kind.EXT4,
        disk -> {
          disk.remountReadOnly();
          requireReadOnly(disk);
          assertThat(disk.remountWritable()).isTrue();
          write(disk, "taken", 1);
        });
  }

  @Test
  void a_disk_in_use_becomes_read_only_and_is_restored_when_its_user_is_gone() throws IOException {
    on(
        Kind.EXT4,
        disk -> {
          Path synced = write(disk, "synced", PIECE_BYTES);
          try (FileChannel used = open(disk, "used")) {
            disk.remountReadOnly();
            requireReadOnly(disk);
            assertThatThrownBy(() -> used.write(ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Read-only");
            assertThat(disk.remountWritable()).isFalse();
            assertThat(synced).hasSize(PIECE_BYTES);
          }
          disk.restore();
          write(disk, "taken", 1);
          assertThat(synced).hasSize(PIECE_BYTES);
        });
  }

  @Test
  void a_broken_disk_fails_all_until_it_is_restored() throws IOException {
    on(
        Kind.EXT4,
        disk -> {
          Path synced = write(disk, "synced", PIECE_BYTES);
          try (FileChannel used = open(disk, "used")) {
            disk.fail();
            assertThatThrownBy(() -> used.write(ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Input/output error");
            assertThatThrownBy(() -> Files.readAllBytes(synced)).isInstanceOf(IOException.class);
          }
          disk.restore();
          write(disk, "taken", 1);
          assertThat(synced).hasSize(PIECE_BYTES);
        });
  }

  @Test
  void a_power_cut_takes_what_was_not_synced_and_nothing_else() throws IOException {
    on(
        Kind.EXT4,
        disk -> {
          Path synced = write(disk, "synced", PIECE_BYTES);
          Path lost = Files.write(disk.data().resolve("lost"), new byte[PIECE_BYTES]);
          disk.cutPower();
          assertThatThrownBy(() -> write(disk, "refused", 1)).isInstanceOf(IOException.class);
          disk.restore();
          assertThat(synced).hasSize(PIECE_BYTES);
          assertThat(lost).doesNotExist();
        });
  }

  /** Else it would be done to the file system of this machine. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"EXT4", "TMPFS"})
  void nothing_is_done_where_nothing_is_mounted(Kind kind) throws IOException {
    on(
        kind,
        disk -> {
          Command.must("umount", disk.data().toString());
          // Were it not so, the rest of this test would do harm.
          assertThatThrownBy(() -> MountedDirectory.open(disk.data()).close())
              .isInstanceOf(IOException.class);
          List<ThrowingCallable> all =
              new ArrayList<>(List.of(disk::fill, disk::free, disk::empty));
          if (kind == Kind.EXT4) {
            all.addAll(List.of(disk::cutPower, disk::fail));
            disk.fast();
            assertThatThrownBy(() -> disk.slow(1)).isInstanceOf(NoSuchElementException.class);
          }
          for (ThrowingCallable each : all) {
            assertThatThrownBy(each)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing is mounted");
          }
          assertThat(disk.data()).isEmptyDirectory();
          assertThat(Files.createFile(disk.data().resolve("below"))).exists();
        });
  }

  @Test
  void a_disk_that_could_not_be_mounted_is_restored_later() throws IOException {
    on(
        Kind.EXT4,
        disk -> {
          Path synced = write(disk, "synced", PIECE_BYTES);
          Command.must("umount", disk.data().toString());
          disk.restore();
          assertThat(synced).hasSize(PIECE_BYTES);
        });
  }

  /** Whatever began to run in a network of its own while the disk was mounted. */
  @Test
  void a_disk_is_restored_while_other_nodes_run() throws IOException {
    assumeFalse(Reduced.isNetworkless("NodeDiskIT, with other nodes"), "REDUCED");
    on(
        Kind.EXT4,
        disk -> {
          try (Networks networks = Networks.make(1)) {
            Process other = new ProcessBuilder(networks.place(1).in("sleep", "600")).start();
            try {
              disk.fail();
              disk.restore();
              write(disk, "taken", 1);
            } finally {
              other.destroyForcibly();
            }
          }
        });
  }

  /** Also for what the kernel writes later, for nobody in particular. */
  @Test
  void a_slow_disk_is_slower_by_far_until_it_is_fast_again() throws IOException {
    assumeFalse(Reduced.is("NodeDiskIT, slow disk", Throttle.refusal()), "REDUCED");
    on(
        Kind.EXT4,
        disk -> {
          long before = syncNanos(disk);
          disk.slow(2 * PIECE_BYTES);
          long slow = syncNanos(disk);
          disk.fast();
          long after = syncNanos(disk);
          System.out.printf(
              "NodeDiskIT: 1 MiB at 2 MiB/s: %d ms, before %d ms, after %d ms%n",
              slow / 1_000_000, before / 1_000_000, after / 1_000_000);
          assertThat(slow).isGreaterThan(3 * Math.min(before, after));
        });
  }

  @Test
  void a_slow_disk_is_slow_after_it_was_restored() throws IOException {
    assumeFalse(Reduced.is("NodeDiskIT, slow disk", Throttle.refusal()), "REDUCED");
    on(
        Kind.EXT4,
        disk -> {
          disk.slow(2 * PIECE_BYTES);
          disk.fail();
          disk.restore();
          long slow = syncNanos(disk);
          disk.fast();
          assertThat(slow).isGreaterThan(3 * syncNanos(disk));
        });
  }

  private static long syncNanos(NodeDisk disk) throws IOException {
    Files.write(disk.data().resolve("piece"), new byte[PIECE_BYTES]);
    long begin = System.nanoTime();
    Command.must("sync", "--file-system", disk.data().toString());
    return System.nanoTime() - begin;
  }

  private static void requireReadOnly(NodeDisk disk) {
    assertThatThrownBy(() -> write(disk, "refused", 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Read-only");
  }

  private static FileChannel open(NodeDisk disk, String name) throws IOException {
    return FileChannel.open(
        disk.data().resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Writes a file and its directory to the device. */
  private static Path write(NodeDisk disk, String name, int bytes) throws IOException {
    try (FileChannel file = open(disk, name);
        FileChannel directory = FileChannel.open(disk.data())) {
      file.write(ByteBuffer.allocate(bytes));
      file.force(true);
      directory.force(true);
    }
    return disk.data().resolve(name);
  }
}
