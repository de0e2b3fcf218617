package io.henge.ring.placement;

/**
 * The negative binary logarithm of a hash taken as a fraction of 2^64, in fixed point.
 *
 * <p>Weighted rendezvous needs -log(u)/w for a uniform u. Every party must get the same integer, so
 * the logarithm is read from a table of 4097 entries with linear interpolation between them; the
 * table is the only place where floating point is used, and only in its strict, reproducible form.
 */
final class NegativeLog2 {
  private static final int FRACTION_BITS = 32;
  private static final int INDEX_BITS = 12;
  private static final long[] TABLE = table();

  private NegativeLog2() {}

  /** -log2(hash / 2^64) with 32 fraction bits, the hash being unsigned; in 1..2^38. */
  static long of(long hash) {
    long odd = hash | 1; // zero has no logarithm
    int zeros = Long.numberOfLeadingZeros(odd);
    long normal = odd << zeros;
    int index = (int) (normal >>> (63 - INDEX_BITS)) & ((1 << INDEX_BITS) - 1);
    long between = (normal >>> (63 - INDEX_BITS - FRACTION_BITS)) & 0xFFFFFFFFL;
    long low = TABLE[index];
    long mantissa = low + (((TABLE[index + 1] - low) * between) >>> FRACTION_BITS);
    return ((zeros + 1L) << FRACTION_BITS) - mantissa;
  }

  /** log2(1 + i / 4096) with 32 fraction bits, rounded half up. */
  private static long[] table() {
    long[] table = new long[(1 << INDEX_BITS) + 1];
    double ln2 = StrictMath.log(2.0);
    double scale = 1L << FRACTION_BITS;
    for (int i = 0; i < table.length; i++) {
      double log2 = StrictMath.log(1.0 + (double) i / (1 << INDEX_BITS)) / ln2;
      table[i] = (long) StrictMath.floor(log2 * scale + 0.5);
    }
    return table;
  }
}
