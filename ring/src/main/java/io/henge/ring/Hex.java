package io.henge.ring;

import java.util.HexFormat;

/** Identifiers and digests as text: lowercase hex digits, all of them, and nothing else. */
final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();
  private static final int WORD_DIGITS = 16;
  private static final int DIGEST_DIGITS = 64;

  private Hex() {}

  static String word(long value) {
    return FORMAT.toHexDigits(value);
  }

  static long parseWord(String what, String text) {
    if (!hasDigits(text, WORD_DIGITS)) {
      throw new IllegalArgumentException(what + " is 16 lowercase hex digits: '" + text + "'");
    }
    return HexFormat.fromHexDigitsToLong(text);
  }

  static String of(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  static boolean isDigest(String text) {
    return hasDigits(text, DIGEST_DIGITS);
  }

  /** Every message between nodes names a digest: no regular expression for that. */
  private static boolean hasDigits(String text, int count) {
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      boolean isHex = (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
      if (!isHex) {
        return false;
      }
    }
    return text.length() == count;
  }
}
