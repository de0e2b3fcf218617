package io.henge.chaos.fault;

import io.henge.chaos.machine.AtExit;
import java.time.Duration;

/** Does the same again and again in a thread of its own, until it is ended. */
final class Pulse {
  /** At the end of this process nobody waits longer for a beat. */
  private static final Duration LAST_BEAT_MAX = Duration.ofSeconds(5);

  private final Thread thread;
  private final Runnable abandon = this::abandon;
  private volatile boolean isOver;

  Pulse(String name, Runnable beat) {
    thread =
        new Thread(
            () -> {
              while (!isOver) {
                beat.run();
              }
            },
            name);
    thread.setDaemon(true);
    AtExit.ofProcess().add(AtExit.Stage.FAULTS, abandon);
    thread.start();
  }

  /** Waits for the end of the beat that is under way. */
  void end() throws InterruptedException {
    isOver = true;
    thread.join();
    AtExit.ofProcess().remove(AtExit.Stage.FAULTS, abandon);
  }

  private void abandon() {
    isOver = true;
    try {
      thread.join(LAST_BEAT_MAX.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
