package io.henge.client.attempt;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before another attempt: nothing before the first one, which goes to another
 * node; then a random part of a span that doubles ("full jitter", Brooker, "Exponential Backoff And
 * Jitter", 2015).
 */
final class Backoff {
  private static final long FIRST_MILLIS = 20;
  private static final long MAX_MILLIS = 500;
  private static final int DOUBLINGS_MAX = 10;

  private Backoff() {}

  /**
   * A pause in milliseconds.
   *
   * @param failures how many attempts have failed, 1 or more
   */
  static long millis(int failures) {
    if (failures <= 1) {
      return 0;
    }
    long span = Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(failures - 2, DOUBLINGS_MAX));
    return 1 + ThreadLocalRandom.current().nextLong(span);
  }
}
