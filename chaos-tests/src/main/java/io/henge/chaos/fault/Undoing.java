package io.henge.chaos.fault;

import io.henge.chaos.fault.Effect.Undo;
import java.util.ArrayDeque;
import java.util.Deque;

/** How what was done so far is undone: the last thing first, and all of it, whatever fails. */
final class Undoing {
  private final Deque<Undo> steps = new ArrayDeque<>();

  /** Something that is done in several steps, each of which says how it is undone. */
  @FunctionalInterface
  interface Beginning {
    void run(Undoing undoing) throws Exception;
  }

  /** Begins something; when that fails half-way, what was done is undone. */
  static Undoing begin(Beginning beginning) throws Exception {
    Undoing undoing = new Undoing();
    try {
      beginning.run(undoing);
      return undoing;
    } catch (Exception | AssertionError e) {
      try {
        undoing.run();
      } catch (Exception | AssertionError further) {
        e.addSuppressed(further);
      }
      throw e;
    }
  }

  void add(Undo step) {
    steps.push(step);
  }

  /**
   * Undoes all.
   *
   * @throws Exception the first that failed, with the others suppressed
   */
  void run() throws Exception {
    Exception first = null;
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (Exception | AssertionError e) {
        Exception failure = e instanceof Exception own ? own : new IllegalStateException(e);
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
