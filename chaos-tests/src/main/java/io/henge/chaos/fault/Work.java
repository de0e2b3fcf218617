package io.henge.chaos.fault;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What a fault does step by step while it is in force, in a thread of its own. */
final class Work {
  private final FutureTask<Void> task;

  /** What is done. */
  @FunctionalInterface
  interface Steps {
    void run() throws Exception;
  }

  Work(String name, Steps steps) {
    task =
        new FutureTask<>(
            () -> {
              steps.run();
              return null;
            });
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for its end, whether it fails or not. */
  void await() throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException told) {
      // Whoever joins it is told.
    }
  }

  /** Waits for its end; fails when it failed. */
  void join() throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
