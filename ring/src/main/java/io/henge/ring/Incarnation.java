package io.henge.ring;

/**
 * Which data directory a node runs on: 64 random bits, drawn anew whenever a directory is made.
 *
 * <p>A node that lost its disk comes back with another incarnation and is known by it as empty.
 * Written as 16 lowercase hex digits. Ordered as an unsigned number.
 */
public record Incarnation(long value) implements Comparable<Incarnation> {
  /** Reads 16 lowercase hex digits; IllegalArgumentException for anything else. */
  public static Incarnation parse(String text) {
    return new Incarnation(Hex.parseWord("an incarnation", text));
  }

  @Override
  public int compareTo(Incarnation other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Hex.word(value);
  }
}
