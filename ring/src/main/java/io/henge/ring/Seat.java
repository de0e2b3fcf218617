package io.henge.ring;

/**
 * A member's place in the ring: a small integer, given once and never reused.
 *
 * <p>Placement knows members by their seats alone, so the replacement of a dead machine takes its
 * seat and nothing moves.
 */
public record Seat(int number) implements Comparable<Seat> {
  public Seat {
    if (number < 0) {
      throw new IllegalArgumentException("a seat is not negative: " + number);
    }
  }

  @Override
  public int compareTo(Seat other) {
    return Integer.compare(number, other.number);
  }
}
