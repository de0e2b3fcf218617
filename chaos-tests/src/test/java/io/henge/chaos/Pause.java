package io.henge.chaos;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Time that passes for its own sake: until a random moment comes, or a client tries again. */
final class Pause {
  private Pause() {}

  /** Returns after that many milliseconds, 0 or more. */
  static void millis(long millis) {
    long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
