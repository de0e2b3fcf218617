package io.henge.client;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Hears how far an upload or a download has come: ten times a second at the most while bytes move,
 * and once more when all of it has ended well. Called on the client's own threads, so it must not
 * wait. What it throws is logged, and harms nothing.
 */
@FunctionalInterface
public interface TransferListener {
  /** It has come that far. */
  void progressed(Progress progress);

  /**
   * How far a transfer has come.
   *
   * @param bytes of the body so far; fewer than before when some of them have to come once more
   * @param total how many there will be; empty when that is not known
   * @param bytesPerSecond a moving mean of the last seconds
   * @param remaining how long the rest takes at that pace; empty when nobody can tell
   */
  record Progress(
      long bytes, OptionalLong total, long bytesPerSecond, Optional<Duration> remaining) {}
}
