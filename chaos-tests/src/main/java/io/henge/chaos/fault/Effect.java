package io.henge.chaos.fault;

/** A fault that is in force. */
public interface Effect {
  /** Undoes it; may wait for that. */
  void end() throws Exception;

  /** What was done exactly, for people; it may be more in the end than at first. */
  String told();

  /** One that is undone so. */
  static Effect of(String told, Undo undo) {
    return new Effect() {
      @Override
      public void end() throws Exception {
        undo.run();
      }

      @Override
      public String told() {
        return told;
      }
    };
  }

  /** How a fault is undone. */
  @FunctionalInterface
  interface Undo {
    void run() throws Exception;
  }
}
