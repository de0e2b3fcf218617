package io.henge.chaos.machine;

/**
 * What one place sends to another. Nodes are numbered from 1; 0 is the harness, where the clients
 * are.
 */
public record Direction(int from, int to) {
  public Direction {
    if (from == to || from < 0 || to < 0) {
      throw new IllegalArgumentException("no direction: " + from + " to " + to);
    }
  }

  @Override
  public String toString() {
    return from + ">" + to;
  }
}
