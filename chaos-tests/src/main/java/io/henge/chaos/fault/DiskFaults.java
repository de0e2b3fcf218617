package io.henge.chaos.fault;

import io.henge.chaos.machine.BitRot;
import io.henge.chaos.machine.NodeDisk;
import io.henge.chaos.schedule.Step;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What happens to disks. */
final class DiskFaults {
  private static final long SLOW_BYTES_PER_SECOND = 500_000;
  private static final long REFILL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final Surroundings around;
  private final Holds<NodeDisk> slow =
      new Holds<>(disk -> disk.slow(SLOW_BYTES_PER_SECOND), NodeDisk::fast);

  DiskFaults(Surroundings around) {
    this.around = around;
  }

  /** Begins one; empty when it is of another family. */
  Optional<Effect> begin(Step step) throws Exception {
    return switch (step.kind()) {
      case DISK_FULL -> Optional.of(full(step));
      case DISK_READ_ONLY -> Optional.of(harmed(step, "read-only", NodeDisk::remountReadOnly));
      case DISK_SLOW -> Optional.of(slow(step));
      case DISK_FAILS -> Optional.of(harmed(step, "every access fails", NodeDisk::fail));
      case POWER_CUT, POWER_CUT_TOGETHER -> Optional.of(powerCut(step));
      case BIT_ROT -> Optional.of(rot(step));
      default -> Optional.empty();
    };
  }

  private NodeDisk disk(int number) {
    return around.disks().get(number - 1);
  }

  private List<NodeDisk> disks(Step step) {
    return step.nodes().stream().map(this::disk).toList();
  }

  /** What the node gives up meanwhile is taken, too. */
  private Effect full(Step step) throws Exception {
    List<NodeDisk> disks = disks(step);
    Undoing undoing =
        Undoing.begin(
            undo -> {
              for (int number : step.nodes()) {
                NodeDisk disk = disk(number);
                undo.add(() -> isFreed(disk));
                disk.fill();
                undo.add(() -> freeOrRestore(number));
              }
            });
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
          try {
            pulse.end();
          } finally {
            undoing.run();
          }
        });
  }

  /** Another fault may have made it read-only, or broken it. */
  private void freeOrRestore(int number) {
    if (!isFreed(disk(number))) {
      restore(number, new Object());
    }
  }

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

  private Effect slow(Step step) throws Exception {
    Undoing undoing =
        Undoing.begin(
            undo -> {
              for (NodeDisk disk : disks(step)) {
                slow.take(disk);
                undo.add(() -> slow.drop(disk));
              }
            });
    return Effect.of(SLOW_BYTES_PER_SECOND + " bytes a second", undoing::run);
  }

  /** What is done to a disk, after which it has to be restored. */
  @FunctionalInterface
  private interface Harm {
    void hit(NodeDisk disk) throws IOException;
  }

  /**
   * Harms all of them at the same moment. A node that has seen its disk fail takes no more writes
   * until it is started again.
   */
  private Undoing harm(Step step, Object hold, Harm harm) throws Exception {
    return Undoing.begin(
        undo -> {
          for (int number : step.nodes()) {
            harm.hit(disk(number));
            undo.add(() -> restore(number, hold));
          }
        });
  }

  private Effect harmed(Step step, String told, Harm harm) throws Exception {
    return Effect.of(told, harm(step, new Object(), harm)::run);
  }

  /**
   * With the power the processor goes, too: a sync that runs in this moment may be told that all
   * went well although it is lost, and nobody may hear of that. So the nodes are frozen first.
   */
  private Effect powerCut(Step step) throws Exception {
    Object hold = new Object();
    List<NodeKeeper> victims = around.nodes(step.nodes());
    Undoing undoing =
        Undoing.begin(
            undo -> {
              undo.add(() -> victims.forEach(node -> node.unfreeze(hold)));
              victims.forEach(node -> node.freeze(hold));
              undo.add(harm(step, hold, NodeDisk::cutPower)::run);
              victims.forEach(node -> node.holdDown(hold));
              victims.forEach(node -> node.unfreeze(hold));
            });
    return Effect.of("all that was not synced is lost", undoing::run);
  }

  /** A disk is mounted anew while its node is down, and that is started then. */
  private void restore(int number, Object hold) {
    NodeKeeper node = around.nodes().get(number - 1);
    node.holdDown(hold);
    try {
      disk(number).restore();
    } finally {
      node.letUp(hold);
    }
  }

  private Effect rot(Step step) {
    SplittableRandom dice = new SplittableRandom(step.draw());
    return new Decay(
        around.nodes(step.nodes()).stream()
            .map(node -> new BitRot(node.process().data(), dice))
            .toList(),
        dice);
  }
}
