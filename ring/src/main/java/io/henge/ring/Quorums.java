package io.henge.ring;

/**
 * How many owners a request asks unless it says otherwise.
 *
 * @param read of a read (R)
 * @param write whose durable acks a write waits for (W)
 */
public record Quorums(int read, int write) {
  /** Majorities of a row of that width. */
  public static Quorums majorities(int width) {
    return new Quorums(width / 2 + 1, width / 2 + 1);
  }

  /** IllegalArgumentException when a row of that width has not so many. */
  void requireWithin(int width) {
    require("R", read, width);
    require("W", write, width);
  }

  static void require(String what, int quorum, int width) {
    if (quorum < 1 || quorum > width) {
      throw new IllegalArgumentException(
          what + " is 1 to " + width + ", the width of a row: " + quorum);
    }
  }
}
