package io.henge.ring;

import java.util.Locale;

/** How far a change of the ring has come, and thus which rows are read and written. */
public enum Phase {
  /** One layout alone: its rows are read and written. */
  DONE,
  /** A new layout is being filled: the old rows are read, the old and the new are written. */
  DUAL,
  /** The new layout is filled: its rows are read, the old ones are still written as well. */
  MOVED;

  /** As documents spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
