package io.henge.contract;

import java.util.BitSet;

/**
 * What a context can have seen of a key, as numbers of writes. Which versions a node put into it is
 * the node's affair; what follows from the clients' own doings is this. It grows as more becomes
 * known.
 *
 * @param surely it covers these, if the rules are kept
 * @param atMost it covers none but these, if the rules are kept
 */
public record Seen(BitSet surely, BitSet atMost) {
  /** The context of somebody who has seen nothing, to be added to. */
  public static Seen nothing() {
    return new Seen(new BitSet(), new BitSet());
  }

  /** The same, which grows by itself from now on. */
  public Seen copy() {
    return new Seen((BitSet) surely.clone(), (BitSet) atMost.clone());
  }

  /** Whoever has seen this has seen that write and what it replaced. */
  public void add(Write write) {
    surely.set(write.number());
    surely.or(write.past().surely());
    addAtMost(write);
  }

  /** It may be that the write was seen, and then what it replaced. */
  public void addAtMost(Write write) {
    atMost.set(write.number());
    atMost.or(write.past().atMost());
  }
}
