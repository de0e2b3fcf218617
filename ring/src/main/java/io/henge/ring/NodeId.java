package io.henge.ring;

/**
 * Who a node is: 64 random bits, drawn once when its data directory is made.
 *
 * <p>Written as 16 lowercase hex digits. Ordered as an unsigned number.
 */
public record NodeId(long value) implements Comparable<NodeId> {
  /** Reads 16 lowercase hex digits; IllegalArgumentException for anything else. */
  public static NodeId parse(String text) {
    return new NodeId(Hex.parseWord("a node id", text));
  }

  @Override
  public int compareTo(NodeId other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Hex.word(value);
  }
}
