package io.henge.node.transfer;

/**
 * How fast partitions are filled.
 *
 * @param bytesPerSecond of bodies, on one event loop, 1 or more
 * @param retryMillis how soon owners are asked again where too few could help, 1 or more
 * @param lookMillis how soon it is noticed that something is to be filled, 1 or more
 */
public record FillingSettings(long bytesPerSecond, long retryMillis, long lookMillis) {
  public FillingSettings {
    if (bytesPerSecond < 1 || retryMillis < 1 || lookMillis < 1) {
      throw new IllegalArgumentException("no pace: " + bytesPerSecond + ", " + retryMillis);
    }
  }
}
