package io.henge.bench.load;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes ({@code 200}, {@code 4KiB}, {@code 1GiB}) and times ({@code 500ms}, {@code 5s}, ...). */
final class Quantities {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})([a-z]*)");
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30);
  private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1000L, "m", 60_000L);

  private Quantities() {}

  /** Throws IllegalArgumentException when the text is no size. */
  static long sizeBytes(String text) {
    return read(text, BYTES, "a size such as 200, 4KiB, 1MiB or 1GiB");
  }

  /** Throws IllegalArgumentException when the text is no time. */
  static Duration time(String text) {
    return Duration.ofMillis(read(text, MILLIS, "a time such as 500ms, 5s or 2m"));
  }

  private static long read(String text, Map<String, Long> units, String wanted) {
    Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
    Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException("'" + text + "' is not " + wanted);
    }
    return Long.parseLong(matcher.group(1)) * unit;
  }
}
