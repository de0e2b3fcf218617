package io.henge.node.repair;

/**
 * How often and how fast owners compare what they hold.
 *
 * @param intervalMillis in which each partition is compared with each other owner, 1 or more
 * @param bytesPerSecond of bodies that are moved, on one event loop, 1 or more
 * @param lookMillis how soon it is noticed that something is to be done, 1 or more
 */
public record AntiEntropySettings(long intervalMillis, long bytesPerSecond, long lookMillis) {
  public AntiEntropySettings {
    if (intervalMillis < 1 || bytesPerSecond < 1 || lookMillis < 1) {
      throw new IllegalArgumentException("no pace: " + intervalMillis + ", " + bytesPerSecond);
    }
  }
}
