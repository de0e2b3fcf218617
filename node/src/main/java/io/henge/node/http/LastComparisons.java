package io.henge.node.http;

import java.util.Optional;

/** When this node last compared its copies with those of the other owners. Thread-safe. */
@FunctionalInterface
public interface LastComparisons {
  /** The last one of a partition; empty where this node is no owner. */
  Optional<LastComparison> of(int partition);

  /**
   * One that has ended.
   *
   * @param result how, in a word
   * @param wholeSeconds since one reached all the other owners, or since these are the owners
   */
  record LastComparison(String result, double wholeSeconds) {}
}
