package io.henge.node.port;

/** Randomness: unpredictable in production, from the seed in a simulation. */
@FunctionalInterface
public interface Entropy {
  /** Sixty-four random bits. */
  long nextLong();
}
