package io.henge.chaos.report;

import java.util.Locale;

/** How many of how many. */
record Share(long part, long whole) {

  /** In per cent, never rounded up: what is not all is not 100 %, and what is some is not none. */
  @Override
  public String toString() {
    if (whole == 0) {
      return Words.NONE;
    }
    if (part == whole) {
      return "100 %";
    }
    long hundredths = part * 10_000 / whole;
    return part > 0 && hundredths == 0
        ? "< 0.01 %"
        : String.format(Locale.ROOT, "%.2f %%", hundredths / 100.0);
  }

  double ratio() {
    return whole == 0 ? 1 : (double) part / whole;
  }
}
