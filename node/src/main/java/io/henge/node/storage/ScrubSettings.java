package io.henge.node.storage;

import io.henge.ring.Partitions;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the scrub works.
 *
 * @param periodMillis from the beginning of a pass to the beginning of the next; 0 for passes only
 *     when somebody asks for one
 * @param graceMillis a file that was written to since then is never taken for a leftover
 * @param partitions how keys are divided; empty as long as that is not known
 */
public record ScrubSettings(
    long periodMillis, long graceMillis, Supplier<Optional<Partitions>> partitions) {
  /** Longer than any body takes from its last byte to its record. */
  public static final long GRACE_MILLIS = 600_000;

  public ScrubSettings {
    if (periodMillis < 0 || graceMillis < 0) {
      throw new IllegalArgumentException("neither may be negative");
    }
  }
}
