package io.henge.node.coordinator;

/** How many bytes a text takes in a JSON document of UTF-8, or a few more. */
final class JsonSize {
  /** A backslash, a u and four digits; some control characters have a shorter escape. */
  private static final int ESCAPE_BYTES = 6;

  private JsonSize() {}

  /** The same without the quotation marks around it. */
  static long of(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      bytes += of(text.charAt(i));
    }
    return bytes;
  }

  private static int of(char one) {
    // What is written straight to UTF-8 has the halves of a pair escaped, each for itself.
    if (one < ' ' || Character.isSurrogate(one)) {
      return ESCAPE_BYTES;
    }
    if (one < 0x80) {
      return one == '"' || one == '\\' ? 2 : 1;
    }
    return one < 0x800 ? 2 : 3;
  }
}
