package io.henge.chaos.fault;

import io.henge.chaos.machine.BitRot;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Some files of each node decay, one after the other, mostly in ways that leave the file there. Not
 * all at the beginning: a young cluster has none then, and what there is may be overwritten.
 */
final class Decay implements Effect {
  private static final int FILES = 6;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final List<BitRot> disks;
  private final SplittableRandom dice;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Pulse pulse;
  private int rounds;

  /** Begins at once. */
  Decay(List<BitRot> disks, SplittableRandom dice) {
    this.disks = List.copyOf(disks);
    this.dice = dice;
    this.pulse =
        new Pulse(
            "decay",
            () -> {
              LockSupport.parkNanos(PAUSE_NANOS);
              if (rounds < FILES - 1) {
                damageOneOfEach();
              }
            });
  }

  private void damageOneOfEach() {
    BitRot.Damage[] ways = BitRot.Damage.values();
    boolean isAny = false;
    for (BitRot disk : disks) {
      try {
        isAny |=
            disk.damage(BitRot.Part.BLOBS, ways[dice.nextInt(ways.length)])
                .map(told::add)
                .orElse(false);
      } catch (IOException unmountedOrReadOnly) {
        // Another fault has the disk: it cannot decay.
      }
    }
    rounds += isAny ? 1 : 0;
  }

  /** One more at the end, which nobody overwrites. */
  @Override
  public void end() throws InterruptedException {
    try {
      pulse.end();
    } finally {
      damageOneOfEach();
    }
  }

  @Override
  public String told() {
    return String.join("; ", told);
  }
}
