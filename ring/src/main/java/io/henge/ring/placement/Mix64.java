package io.henge.ring.placement;

/**
 * The one integer hash of placement: the finaliser of splitmix64 (Stafford's variant 13).
 *
 * <p>It is a bijection of 64-bit words, so distinct inputs never collide. All its values are
 * unsigned; compare them with {@link Long#compareUnsigned}.
 */
final class Mix64 {
  /** The odd constant 2^64 / golden ratio, which spreads small integers over the whole word. */
  static final long GAMMA = 0x9E3779B97F4A7C15L;

  // Keeps the seeds of seats apart from those of partitions, which are small multiples of GAMMA.
  private static final long SEAT_OFFSET = 0x243F6A8885A308D3L;

  private Mix64() {}

  static long mix(long word) {
    long x = (word ^ (word >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }

  static long seedOfSeat(int seat) {
    return mix(seat * GAMMA + SEAT_OFFSET);
  }

  static long seedOfPartition(int partition) {
    return mix((partition + 1L) * GAMMA);
  }
}
