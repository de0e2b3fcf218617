package io.henge.chaos.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How numbers, times and nodes are said. */
final class Words {
  /** Said where there is no number. */
  static final String NONE = "–";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number of things of which the plural ends in s. */
  static String count(long number, String thing) {
    return count(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /** How long something took, with about three digits. */
  static String took(long micros) {
    if (micros < 1_000) {
      return micros + " µs";
    }
    if (micros < 1_000_000) {
      return digits(micros / 1e3) + " ms";
    }
    return digits(micros / 1e6) + " s";
  }

  private static String digits(double value) {
    String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }

  /** A moment of a history, in seconds. */
  static String moment(long micros, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", micros / 1e6);
  }

  static String date(long millis) {
    return DATE.format(Instant.ofEpochMilli(millis));
  }

  static String nodes(List<Integer> nodes) {
    return nodes.stream().map(node -> "n" + node).collect(Collectors.joining(" "));
  }

  /** The beginning of a text that may be too long. */
  static String beginning(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return text;
    }
    int end = lengthMax - 1;
    return text.substring(0, Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end) + "…";
  }

  /** The end of a name that may be too long: names of one run begin alike. */
  static String ending(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return text;
    }
    int begin = text.length() - lengthMax + 1;
    return "…" + text.substring(Character.isLowSurrogate(text.charAt(begin)) ? begin + 1 : begin);
  }
}
