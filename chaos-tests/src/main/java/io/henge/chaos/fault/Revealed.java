package io.henge.chaos.fault;

/** A fault alone brought to light what must not be. */
public final class Revealed extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What was seen, for people. */
  public Revealed(String text) {
    super(text);
  }
}
