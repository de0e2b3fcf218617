package io.henge.chaos.machine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * What is done when this process is told to end. The JVM runs its own hooks all at once; here each
 * stage is over before the next one begins, and in a stage what came last goes first.
 */
public final class AtExit {
  private static final AtExit PROCESS = new AtExit();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(PROCESS::run, "at exit"));
  }

  private final Map<Stage, Deque<Runnable>> all = new EnumMap<>(Stage.class);
  private boolean hasBegun;

  AtExit() {
    for (Stage stage : Stage.values()) {
      all.put(stage, new ArrayDeque<>());
    }
  }

  /** What ends when, in order. */
  public enum Stage {
    /** Whoever hurts nodes, and starts them. */
    FAULTS,
    NODES,
    /** What nodes run on. */
    MACHINE
  }

  /** That of this process. */
  public static AtExit ofProcess() {
    return PROCESS;
  }

  /**
   * Something to be done.
   *
   * @throws IllegalStateException when the end has begun
   */
  public synchronized void add(Stage stage, Runnable work) {
    if (hasBegun) {
      throw new IllegalStateException("this process ends");
    }
    all.get(stage).push(work);
  }

  /** It need not be done any more. */
  public synchronized void remove(Stage stage, Runnable work) {
    all.get(stage).remove(work);
  }

  /** Whether this process was told to end. */
  public synchronized boolean hasBegun() {
    return hasBegun;
  }

  private synchronized Deque<Runnable> left(Stage stage) {
    hasBegun = true;
    return new ArrayDeque<>(all.get(stage));
  }

  /** Does all of it. */
  void run() {
    for (Stage stage : Stage.values()) {
      for (Runnable work : left(stage)) {
        try {
          work.run();
        } catch (RuntimeException | AssertionError e) {
          System.err.println("at the end of this process: " + e);
        }
      }
    }
  }
}
