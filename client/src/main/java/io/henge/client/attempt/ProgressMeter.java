package io.henge.client.attempt;

import io.henge.client.TransferListener;
import io.henge.client.TransferListener.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells a listener how far a transfer has come. The rate is an exponentially weighted mean, which
 * forgets what is older than some seconds.
 *
 * <p>Belongs to one event loop.
 */
final class ProgressMeter {
  private static final System.Logger LOG = System.getLogger(ProgressMeter.class.getName());
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final double MEMORY_SECONDS = 5;
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);

  private final Optional<TransferListener> listener;
  private final LongSupplier nanoTime;
  private long toldNanos;
  private long toldBytes;
  private double bytesPerSecond;
  private boolean isFirst = true;

  /** One that counts from 0 and now on. */
  ProgressMeter(Optional<TransferListener> listener, LongSupplier nanoTime) {
    this.listener = listener;
    this.nanoTime = nanoTime;
    toldNanos = nanoTime.getAsLong();
  }

  /** Begins, or goes on after a rest, with bytes that were there before. */
  void goesOnAt(long bytes) {
    toldBytes = bytes;
    toldNanos = nanoTime.getAsLong();
  }

  /** So many bytes are there now, of so many. */
  void moved(long bytes, OptionalLong total) {
    if (listener.isPresent() && nanoTime.getAsLong() - toldNanos >= PAUSE_NANOS) {
      tell(listener.get(), bytes, total);
    }
  }

  /** It ended well, with so many. */
  void ended(long bytes) {
    listener.ifPresent(told -> tell(told, bytes, OptionalLong.of(bytes)));
  }

  private void tell(TransferListener told, long bytes, OptionalLong total) {
    measure(bytes);
    long rate = Math.round(bytesPerSecond);
    try {
      told.progressed(new Progress(bytes, total, rate, remaining(bytes, total)));
    } catch (RuntimeException itsOwn) {
      LOG.log(System.Logger.Level.WARNING, "a listener of a transfer failed", itsOwn);
    }
  }

  private void measure(long bytes) {
    long now = nanoTime.getAsLong();
    double seconds = Math.max(1, now - toldNanos) / NANOS_PER_SECOND;
    double latest = Math.max(0, bytes - toldBytes) / seconds;
    double weight = isFirst ? 1 : 1 - Math.exp(-seconds / MEMORY_SECONDS);
    bytesPerSecond += weight * (latest - bytesPerSecond);
    isFirst = false;
    toldNanos = now;
    toldBytes = bytes;
  }

  private Optional<Duration> remaining(long bytes, OptionalLong total) {
    if (total.isEmpty()) {
      return Optional.empty();
    }
    long left = total.getAsLong() - bytes;
    if (left == 0) {
      return Optional.of(Duration.ZERO);
    }
    return bytesPerSecond < 1
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) (left / bytesPerSecond * MILLIS_PER_SECOND)));
  }
}
