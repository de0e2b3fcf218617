package io.henge.ring;

/**
 * The equal parts into which the space of hashes is cut, fixed when a cluster is made.
 *
 * @param count a power of two, 1 to {@value #COUNT_MAX}
 */
public record Partitions(int count) {
  public static final int COUNT_MAX = 65536;

  public Partitions {
    if (count < 1 || count > COUNT_MAX || Integer.bitCount(count) != 1) {
      throw new IllegalArgumentException(
          "the number of partitions is a power of two up to " + COUNT_MAX + ": " + count);
    }
  }

  /** The partition of a key: the top log2(count) bits of its hash. */
  public int partitionOf(KeyHash hash) {
    int bits = Integer.numberOfTrailingZeros(count);
    // In two steps, because a single shift by 64 would be none at all.
    return (int) ((hash.prefix() >>> 1) >>> (63 - bits));
  }
}
