package io.henge.ring;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** Identifiers and digests as text: lowercase hex digits, all of them, and nothing else. */
final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();
  private static final Pattern WORD = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private Hex() {}

  static String word(long value) {
    return FORMAT.toHexDigits(value);
  }

  static long parseWord(String what, String text) {
    if (!WORD.matcher(text).matches()) {
      throw new IllegalArgumentException(what + " is 16 lowercase hex digits: '" + text + "'");
    }
    return HexFormat.fromHexDigitsToLong(text);
  }

  static String of(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }
}
