package io.henge.cli;

import java.util.List;
import java.util.Locale;

/** Bytes and seconds as people say them. */
final class Amounts {
  private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB", "PiB");
  private static final int STEP = 1024;
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;

  private Amounts() {}

  static String bytes(long bytes) {
    if (bytes < STEP) {
      return bytes + " B";
    }
    double amount = bytes;
    int unit = -1;
    while (amount >= STEP && unit < UNITS.size() - 1) {
      amount /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", amount, UNITS.get(unit));
  }

  static String seconds(long seconds) {
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + " min " + seconds % MINUTE + " s";
    }
    return seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min";
  }
}
