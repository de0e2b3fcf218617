package io.henge.node.world;

/**
 * One run of a node's process. What was to happen in it after its end does not happen: that is all
 * that a crash is, besides what the disk forgets.
 */
final class Life {
  private boolean over;

  boolean isOver() {
    return over;
  }

  void end() {
    over = true;
  }

  /** The action, but without effect once the process has ended. */
  Runnable whileItLasts(Runnable action) {
    return () -> {
      if (!over) {
        action.run();
      }
    };
  }
}
