package io.henge.chaos.fault;

import io.henge.chaos.machine.AtExit;
import java.time.Duration;
import java.util.Optional;

/** Does the same again and again in a thread of its own, until it is ended. */
final class Pulse {
  /** At the end of this process nobody waits longer for a beat. */
  private static final Duration LAST_BEAT_MAX = Duration.ofSeconds(5);

  private final Thread thread;
  private final Runnable abandon = this::abandon;
  private volatile boolean isOver;
  private volatile Optional<Throwable> failure = Optional.empty();

  Pulse(String name, Runnable beat) {
    thread =
        new Thread(
            () -> {
              try {
                while (!isOver) {
                  beat.run();
                }
              } catch (RuntimeException | Error e) {
                failure = Optional.of(e);
              }
            },
            name);
    thread.setDaemon(true);
    AtExit.ofProcess().add(AtExit.Stage.FAULTS, abandon);
    thread.start();
  }

  /** Waits for the end of the beat that is under way; fails if a beat has failed. */
  void end() throws InterruptedException {
    isOver = true;
    thread.join();
    AtExit.ofProcess().remove(AtExit.Stage.FAULTS, abandon);
    if (failure.isPresent()) {
      throw new IllegalStateException(thread.getName() + " came to a halt", failure.get());
    }
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
