package io.henge.ring.version;

import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;

/**
 * Who mints versions of a key: a node, in one data directory, in one epoch.
 *
 * <p>An actor's counters for a key run 1, 2, 3 …, and no counter may ever be given twice. So a node
 * goes on with an actor only if it minted the actor's last dot for the key itself, committed it
 * locally and still holds the object; otherwise it takes a new epoch from its durably reserved
 * counter, and is a new actor. The order is by node id, incarnation (both unsigned, as their text
 * sorts) and epoch.
 *
 * @param epoch from 0 to {@link #EPOCH_MAX}
 */
public record Actor(NodeId node, Incarnation incarnation, long epoch) implements Comparable<Actor> {
  /** What fits eight bytes of a variable-length number. */
  public static final long EPOCH_MAX = (1L << 56) - 1;

  public Actor {
    if (epoch < 0 || epoch > EPOCH_MAX) {
      throw new IllegalArgumentException("an epoch is 0 to " + EPOCH_MAX + ": " + epoch);
    }
  }

  @Override
  public int compareTo(Actor other) {
    int byNode = Long.compareUnsigned(node.value(), other.node.value());
    if (byNode != 0) {
      return byNode;
    }
    int byIncarnation = Long.compareUnsigned(incarnation.value(), other.incarnation.value());
    return byIncarnation != 0 ? byIncarnation : Long.compare(epoch, other.epoch);
  }

  @Override
  public String toString() {
    return node + "-" + incarnation + "-" + epoch;
  }
}
