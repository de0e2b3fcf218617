package io.henge.node.world;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One run of a node's process. What was to happen in it after its end does not happen: that is all
 * that a crash is, besides what the disk forgets. While it is paused, whatever would happen in it
 * waits, timers that are due and messages that arrive alike, as for a process that got a SIGSTOP.
 */
final class Life {
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean over;
  private boolean paused;

  boolean isOver() {
    return over;
  }

  boolean isPaused() {
    return paused;
  }

  void end() {
    over = true;
    waiting.clear();
  }

  void pause() {
    paused = true;
  }

  /** Does what has waited, in the order in which it came. */
  void resume() {
    paused = false;
    while (!waiting.isEmpty() && !paused && !over) {
      waiting.remove().run();
    }
  }

  /** The action, but without effect once the process has ended. */
  Runnable whileItLasts(Runnable action) {
    return () -> {
      if (paused && !over) {
        waiting.add(action);
      } else if (!over) {
        action.run();
      }
    };
  }
}
