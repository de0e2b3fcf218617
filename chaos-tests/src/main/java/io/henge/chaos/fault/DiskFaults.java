package io.henge.chaos.fault;

import io.henge.chaos.machine.BitRot;
import io.henge.chaos.machine.NodeDisk;
import io.henge.chaos.schedule.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What happens to disks. */
final class DiskFaults {
  private static final long SLOW_BYTES_PER_SECOND = 500_000;
  private static final int ROTTEN_FILES = 6;
  private static final long REFILL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final Surroundings around;

  DiskFaults(Surroundings around) {
    this.around = around;
  }

  /** Begins one; empty when it is of another family. */
  Optional<Effect> begin(Step step) throws IOException {
    return switch (step.kind()) {
      case DISK_FULL -> Optional.of(full(step));
      case DISK_READ_ONLY -> Optional.of(readOnly(step));
      case DISK_SLOW -> Optional.of(slow(step));
      case DISK_FAILS -> Optional.of(fails(step));
      case POWER_CUT, POWER_CUT_TOGETHER -> Optional.of(powerCut(step));
      case BIT_ROT -> Optional.of(rot(step));
      default -> Optional.empty();
    };
  }

  private List<NodeDisk> disks(Step step) {
    return step.nodes().stream().map(number -> around.disks().get(number - 1)).toList();
  }

  /** What the node gives up meanwhile is taken, too. */
  private Effect full(Step step) throws IOException {
    List<NodeDisk> disks = disks(step);
    for (NodeDisk disk : disks) {
      disk.fill();
    }
    Pulse pulse =
        new Pulse(
            "fill",
            () -> {
              LockSupport.parkNanos(REFILL_NANOS);
              disks.forEach(DiskFaults::fillAgain);
            });
    return Effect.of(
        "not a byte left",
        () -> {
          pulse.end();
          if (!disks.stream().allMatch(DiskFaults::isFreed)) {
            restore(step);
            disks.forEach(DiskFaults::isFreed);
          }
        });
  }

  /** Another fault may have made it read-only, or broken it. */
  private static boolean isFreed(NodeDisk disk) {
    try {
      disk.free();
      return true;
    } catch (IOException cannot) {
      return false;
    }
  }

  /** What the node has given up since. */
  private static void fillAgain(NodeDisk disk) {
    try {
      disk.fill();
    } catch (IOException unmountedOrReadOnly) {
      // Nothing can be written to it, which is what is wanted.
    }
  }

  /** A node that has seen it fail takes no more writes until it is started again. */
  private Effect readOnly(Step step) throws IOException {
    for (NodeDisk disk : disks(step)) {
      disk.remountReadOnly();
    }
    return Effect.of("read-only", () -> restore(step));
  }

  private Effect slow(Step step) {
    List<NodeDisk> disks = disks(step);
    disks.forEach(disk -> disk.slow(SLOW_BYTES_PER_SECOND));
    return Effect.of(
        SLOW_BYTES_PER_SECOND + " bytes a second", () -> disks.forEach(NodeDisk::fast));
  }

  private Effect fails(Step step) throws IOException {
    for (NodeDisk disk : disks(step)) {
      disk.fail();
    }
    return Effect.of("every access fails", () -> restore(step));
  }

  private Effect powerCut(Step step) throws IOException {
    for (NodeDisk disk : disks(step)) {
      disk.cutPower();
    }
    Object hold = new Object();
    around.nodes(step.nodes()).forEach(node -> node.holdDown(hold));
    return Effect.of("all that was not synced is lost", () -> restore(step, hold));
  }

  private void restore(Step step) {
    Object hold = new Object();
    around.nodes(step.nodes()).forEach(node -> node.holdDown(hold));
    restore(step, hold);
  }

  /** A disk is mounted anew while its node is down, and that is started then. */
  private void restore(Step step, Object hold) {
    for (int number : step.nodes()) {
      around.disks().get(number - 1).restore();
      around.nodes().get(number - 1).letUp(hold);
    }
  }

  /** Damages some files of each, mostly in ways that leave the file there. */
  private Effect rot(Step step) throws IOException {
    List<String> told = new ArrayList<>();
    SplittableRandom dice = new SplittableRandom(step.draw());
    BitRot.Damage[] ways = BitRot.Damage.values();
    for (NodeKeeper node : around.nodes(step.nodes())) {
      BitRot rot = new BitRot(node.process().data(), dice);
      for (int i = 0; i < ROTTEN_FILES; i++) {
        rot.damage(BitRot.Part.BLOBS, ways[dice.nextInt(ways.length)]).ifPresent(told::add);
      }
    }
    return Effect.of(String.join("; ", told), () -> {});
  }
}
