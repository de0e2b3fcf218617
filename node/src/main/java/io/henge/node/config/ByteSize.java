package io.henge.node.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as people write it: {@code 512}, {@code 32KiB}, {@code 256MiB}. */
public final class ByteSize {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}) ?([a-z]*)");
  private static final Map<String, Integer> SHIFTS =
      Map.of("", 0, "b", 0, "kib", 10, "mib", 20, "gib", 30, "tib", 40);

  private ByteSize() {}

  /**
   * Reads a whole number with one of the units B (the default), KiB, MiB, GiB, TiB.
   *
   * @throws IllegalArgumentException when it is anything else, or 2^63 bytes and more
   */
  public static long parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    Integer shift = matcher.matches() ? SHIFTS.get(matcher.group(2)) : null;
    if (shift == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size such as 512, 32KiB, 256MiB, 4GiB or 1TiB");
    }
    long number = Long.parseLong(matcher.group(1));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("'" + text + "' is too large");
    }
    return number << shift;
  }

  /** The shortest exact text that {@link #parse} reads. */
  public static String text(long bytes) {
    String[] units = {"TiB", "GiB", "MiB", "KiB"};
    for (int i = 0; i < units.length; i++) {
      int shift = 40 - 10 * i;
      if (bytes > 0 && (bytes & ((1L << shift) - 1)) == 0) {
        return (bytes >> shift) + units[i];
      }
    }
    return Long.toString(bytes);
  }
}
