package io.henge.node.storage;

/**
 * The last dot that this node made for a key and committed here (rule V1).
 *
 * @param epoch the epoch of this node's actor for the key
 * @param counter the dot's counter, 1 or more
 */
public record MintMark(long epoch, long counter) {
  public MintMark {
    if (epoch < 1 || counter < 1) {
      throw new IllegalArgumentException("not a mint mark: " + epoch + ", " + counter);
    }
  }
}
