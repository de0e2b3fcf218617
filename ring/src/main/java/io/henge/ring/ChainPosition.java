package io.henge.ring;

import java.util.Comparator;

/**
 * Where in the chain somebody stands; every request between nodes carries it.
 *
 * <p>Ordered by generation, then number. The digest takes no part in the order: two positions that
 * compare as equal and differ in it belong to chains that contradict each other.
 *
 * @param generation from 1, raised only when a majority was given up for lost
 * @param number of the entry, from 1
 * @param digest of the entry, 64 lowercase hex digits
 */
public record ChainPosition(long generation, long number, String digest)
    implements Comparable<ChainPosition> {
  private static final Comparator<ChainPosition> ORDER =
      Comparator.comparingLong(ChainPosition::generation).thenComparingLong(ChainPosition::number);

  public ChainPosition {
    if (generation < 1 || number < 1) {
      throw new IllegalArgumentException(
          "generation and number begin at 1: " + generation + ", " + number);
    }
    if (!Hex.isDigest(digest)) {
      throw new IllegalArgumentException("a digest is 64 lowercase hex digits: '" + digest + "'");
    }
  }

  @Override
  public int compareTo(ChainPosition other) {
    return ORDER.compare(this, other);
  }
}
