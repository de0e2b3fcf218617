package io.henge.node.http;

/** What clients send, made fit for a line in a log: printable, on one line, and short. */
final class LogText {
  private static final int LENGTH_MAX = 256;

  private LogText() {}

  /** The text with everything but printable ASCII escaped, cut at {@value #LENGTH_MAX}. */
  static String of(String text) {
    StringBuilder safe = new StringBuilder(Math.min(text.length(), LENGTH_MAX) + 8);
    for (int i = 0; i < text.length(); i++) {
      if (safe.length() >= LENGTH_MAX) {
        return safe.append("...").toString();
      }
      char c = text.charAt(i);
      if (c == '\\') {
        safe.append("\\\\");
      } else if (c < ' ' || c > '~') {
        safe.append(String.format("\\u%04x", (int) c));
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
  }
}
