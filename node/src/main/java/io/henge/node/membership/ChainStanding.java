package io.henge.node.membership;

import io.henge.ring.ChainPosition;
import java.util.Optional;

/** How this node's place in the chain stands to a peer's (rule C5). */
public enum ChainStanding {
  /** Both are at the same entry. */
  TOGETHER,
  /** The peer knows a newer entry. */
  BEHIND,
  /** This node knows a newer entry. */
  AHEAD,
  /** One of them has no entry, or the generations differ: no message can settle that. */
  APART,
  /** Two entries share a number: something happened that never should. */
  CONTRADICTION;

  /** The standing of the first to the second. */
  public static ChainStanding of(Optional<ChainPosition> mine, Optional<ChainPosition> theirs) {
    if (mine.isEmpty() || theirs.isEmpty()) {
      return APART;
    }
    ChainPosition here = mine.get();
    ChainPosition there = theirs.get();
    if (here.generation() != there.generation()) {
      return APART;
    }
    int order = Long.compare(here.number(), there.number());
    if (order != 0) {
      return order < 0 ? BEHIND : AHEAD;
    }
    return here.digest().equals(there.digest()) ? TOGETHER : CONTRADICTION;
  }
}
