package io.henge.chaos;

import java.util.concurrent.ThreadLocalRandom;

/** How large a run is: system properties, so the tests of a build are the long runs in small. */
final class Numbers {
  private Numbers() {}

  /** The value of a system property, or what a build takes. */
  static int of(String property, int otherwise) {
    return Integer.getInteger(property, otherwise);
  }

  /** The seed of a run: {@code henge.seed}, or a new one; printed in any case. */
  static long seed(String test) {
    long seed = Long.getLong("henge.seed", ThreadLocalRandom.current().nextLong());
    print("%s: seed %d (-Dhenge.seed=%d)", test, seed, seed);
    return seed;
  }

  /** Prints a line of a run's report. */
  @SuppressWarnings("AnnotateFormatMethod")
  static void print(String format, Object... arguments) {
    System.out.println(format.formatted(arguments));
    System.out.flush();
  }
}
