package io.henge.chaos.machine;

import io.henge.chaos.machine.Toxic.Bandwidth;
import io.henge.chaos.machine.Toxic.Corruption;
import io.henge.chaos.machine.Toxic.End;
import io.henge.chaos.machine.Toxic.Latency;
import io.henge.chaos.machine.Toxic.Silence;
import io.henge.chaos.machine.Toxic.Slices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What all connections of a relay meet in one direction, now. */
final class Course {
  /** A slow connection gets its bytes in that many steps a second. */
  private static final long STEPS_PER_SECOND = 20;

  private final BooleanSupplier blocked;
  private volatile List<Toxic> toxics = List.of();

  /** One whose bytes stop as long as they are blocked otherwise, too. */
  Course(BooleanSupplier blocked) {
    this.blocked = blocked;
  }

  void set(List<Toxic> next) {
    toxics = List.copyOf(next);
  }

  private <T extends Toxic> Stream<T> all(Class<T> kind) {
    return toxics.stream().filter(kind::isInstance).map(kind::cast);
  }

  boolean isSilent() {
    return all(Silence.class).findAny().isPresent() || blocked.getAsBoolean();
  }

  /** By how much the bytes that come now are late. */
  long delayNanos() {
    return all(Latency.class)
        .mapToLong(latency -> latency.delay().toNanos() + random(latency.jitter()))
        .sum();
  }

  private static long random(Duration jitter) {
    return jitter.isZero() ? 0 : ThreadLocalRandom.current().nextLong(jitter.toNanos());
  }

  /** The most bytes of one write. */
  int sliceMax() {
    long slice = all(Slices.class).mapToInt(Slices::bytes).min().orElse(Integer.MAX_VALUE);
    long step =
        all(Bandwidth.class).mapToLong(Bandwidth::bytesPerSecond).min().orElse(Long.MAX_VALUE)
            / STEPS_PER_SECOND;
    return (int) Math.max(1, Math.min(slice, step));
  }

  /** How long so many bytes take. */
  long nanosOf(int bytes) {
    return all(Bandwidth.class)
        .mapToLong(bandwidth -> TimeUnit.SECONDS.toNanos(1) * bytes / bandwidth.bytesPerSecond())
        .max()
        .orElse(0);
  }

  Optional<End> end() {
    return all(End.class).findFirst();
  }

  /** Corrupts some bytes that begin at that position of the connection. */
  void corrupt(byte[] bytes, long position) {
    all(Corruption.class)
        .forEach(
            corruption -> {
              long every = corruption.everyBytes();
              for (long i = every - 1 - position % every; i < bytes.length; i += every) {
                bytes[(int) i] ^= 1;
              }
            });
  }
}
