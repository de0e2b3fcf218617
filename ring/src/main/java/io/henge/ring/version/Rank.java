package io.henge.ring.version;

/**
 * A version's place among concurrent ones: later timestamps are higher, and the dot decides between
 * equal ones, so that no two versions share a rank.
 */
public record Rank(Timestamp timestamp, Dot dot) implements Comparable<Rank> {
  @Override
  public int compareTo(Rank other) {
    int byTimestamp = timestamp.compareTo(other.timestamp);
    return byTimestamp != 0 ? byTimestamp : dot.compareTo(other.dot);
  }
}
