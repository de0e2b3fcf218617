package io.henge.chaos;

import java.util.SplittableRandom;

/** Kinds of sizes of bodies; each key has one, so the bytes of a whole run are bounded. */
enum SizeClass {
  /** 0 to 64 bytes. */
  TINY(0, 64),
  /** Up to 32 KiB: what lives in the index. */
  SMALL(65, 32 << 10),
  /** One byte around the sizes at which something changes. */
  EDGE(0, 0),
  /** To 1 MiB: what lives in a file. */
  FILE((32 << 10) + 1, 1 << 20),
  /** 1 to 8 MiB. */
  LARGE(1 << 20, 8 << 20),
  /** 8 to 64 MiB. */
  HUGE(8 << 20, 64 << 20);

  private static final int[] EDGES = {
    0, 1, 4095, 4096, 4097, 32767, 32768, 32769, 65535, 65536, 65537, 262143, 262144, 262145
  };

  private final int min;
  private final int max;

  SizeClass(int min, int max) {
    this.min = min;
    this.max = max;
  }

  /** A size of this kind; all orders of magnitude are equally likely. */
  int draw(SplittableRandom random) {
    if (this == EDGE) {
      return EDGES[random.nextInt(EDGES.length)];
    }
    double span = Math.log(max + 1.0) - Math.log(min + 1.0);
    double size = Math.exp(Math.log(min + 1.0) + random.nextDouble() * span) - 1;
    return Math.max(min, Math.min(max, (int) Math.round(size)));
  }
}
