package io.henge.bench.load;

import java.util.Locale;

/** Which key comes next. */
enum KeyOrder {
  /** Any, each as likely as the others. */
  RANDOM,
  /** One after the other, and from the start again; each operation counts for itself. */
  EACH;

  /** As in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
