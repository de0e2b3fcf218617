package io.henge.node.background;

/**
 * How work in the background goes on after a step.
 *
 * @param state what the step found
 * @param pauseMillis how long to leave the machine to others before the next step, 0 or more
 */
public record Progress(State state, long pauseMillis) {
  /** What a step found. */
  public enum State {
    /** There is more to do. */
    BUSY,
    /** There is more to do, later: the step did not get what it needs, or did enough for now. */
    THROTTLED,
    /** There is nothing to do at present. */
    IDLE,
    /** There will never be anything to do again. */
    DONE
  }

  public Progress {
    if (pauseMillis < 0) {
      throw new IllegalArgumentException("a pause of " + pauseMillis + " ms");
    }
  }

  /** There is more to do. */
  public static Progress busy() {
    return new Progress(State.BUSY, 0);
  }

  /** There is more to do, after a pause. */
  public static Progress throttled(long pauseMillis) {
    return new Progress(State.THROTTLED, pauseMillis);
  }

  /** There is nothing to do; look again after a pause. */
  public static Progress idle(long pauseMillis) {
    return new Progress(State.IDLE, pauseMillis);
  }

  /** There will never be anything to do again. */
  public static Progress done() {
    return new Progress(State.DONE, 0);
  }
}
