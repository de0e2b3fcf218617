package io.henge.node.storage;

import io.henge.ring.BlobKey;

/** Keys as people can read them on one line. */
public final class KeyText {
  private static final int UNICODE_LENGTH = 6;

  private KeyText() {}

  /**
   * The key with its backslashes doubled, and whatever is not printed, or looks like nothing, as
   * {@code \\u} and four hexadecimal digits of UTF-16.
   */
  public static String of(BlobKey key) {
    return printable(key.text());
  }

  /**
   * The key of such a text; a text without backslashes is the key itself.
   *
   * @throws IllegalArgumentException if a backslash stands before anything else, or it is no key
   */
  public static BlobKey parse(String text) {
    StringBuilder key = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        key.append(c);
      } else if (text.startsWith("\\\\", i)) {
        key.append(c);
        i++;
      } else if (text.startsWith("\\u", i) && i + UNICODE_LENGTH <= text.length()) {
        key.append((char) Integer.parseInt(text, i + 2, i + UNICODE_LENGTH, 16));
        i += UNICODE_LENGTH - 1;
      } else {
        throw new IllegalArgumentException(
            "a backslash in a key is written as two of them, a sign as \\u and its code: " + text);
      }
    }
    return BlobKey.of(key.toString());
  }

  /** The same for any text. */
  public static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        out.append("\\\\");
      } else if (isPrintable(c)) {
        out.append(c);
      } else {
        out.append("\\u%04x".formatted((int) c));
      }
    }
    return out.toString();
  }

  private static boolean isPrintable(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
