package io.henge.bench.load;

import java.util.random.RandomGenerator;

/** The keys of a run, numbered from 0, in the order in which one operation asks for them. */
final class KeySequence {
  private final KeyOrder order;
  private final long count;
  private final RandomGenerator random;
  private long next;

  KeySequence(KeyOrder order, long count, RandomGenerator random) {
    this.order = order;
    this.count = count;
    this.random = random;
  }

  long next() {
    if (order == KeyOrder.RANDOM) {
      return random.nextLong(count);
    }
    long key = next;
    next = key + 1 == count ? 0 : key + 1;
    return key;
  }
}
