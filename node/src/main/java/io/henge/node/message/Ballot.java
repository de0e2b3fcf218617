package io.henge.node.message;

import io.henge.ring.NodeId;
import java.util.Comparator;

/**
 * What one attempt at a vote on a chain entry is known by. No two attempts have the same: a node
 * durably promises itself to a ballot of its own before anybody else hears of it.
 *
 * @param round from 0; 0 is below all attempts
 * @param node who attempts it
 */
public record Ballot(long round, NodeId node) implements Comparable<Ballot> {
  /** Below all attempts. */
  public static final Ballot NONE = new Ballot(0, new NodeId(0));

  private static final Comparator<Ballot> ORDER =
      Comparator.comparingLong(Ballot::round).thenComparing(Ballot::node);

  public Ballot {
    if (round < 0) {
      throw new IllegalArgumentException("a round is 0 or more: " + round);
    }
  }

  @Override
  public int compareTo(Ballot other) {
    return ORDER.compare(this, other);
  }
}
