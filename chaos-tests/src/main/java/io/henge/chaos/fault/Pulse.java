package io.henge.chaos.fault;

/** Does the same again and again in a thread of its own, until it is ended. */
final class Pulse {
  private final Thread thread;
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
    thread.start();
  }

  /** Waits for the end of the beat that is under way. */
  void end() throws InterruptedException {
    isOver = true;
    thread.join();
  }
}
