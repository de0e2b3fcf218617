package io.henge.node.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time as people write it: {@code 500ms}, {@code 5s}, {@code 2m}. */
public final class TimeSpan {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,12}) ?([a-z]+)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);

  private static final String OFF = "off";

  private TimeSpan() {}

  /**
   * Reads a whole number with one of the units ms, s, m, h; the unit is never left out.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    Long millis = matcher.matches() ? MILLIS.get(matcher.group(2)) : null;
    if (millis == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a time span such as 500ms, 5s, 2m or 1h");
    }
    return Duration.ofMillis(Math.multiplyExact(Long.parseLong(matcher.group(1)), millis));
  }

  /** Reads a time span, or {@code off} or {@code 0} as zero. */
  static Duration parsePeriod(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    return word.equals(OFF) || word.equals("0") ? Duration.ZERO : parse(text);
  }

  /** The text that {@link #parsePeriod} reads. */
  static String periodText(Duration period) {
    return period.isZero() ? OFF : text(period);
  }

  /** The shortest exact text that {@link #parse} reads; parts below a millisecond are cut off. */
  public static String text(Duration span) {
    long millis = span.toMillis();
    if (millis % 60_000 == 0 && millis > 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
