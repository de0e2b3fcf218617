package io.henge.ring;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict, bounded reader of the part of JSON that documents of the ring use.
 *
 * <p>Objects become {@code Map<String, Object>} in the order of the text, arrays {@code
 * List<Object>}, strings {@code String}, integers {@code Long} (or {@code BigInteger} beyond 64
 * bits), literals {@code Boolean}. Fractions, exponents and null are refused, as are repeated field
 * names, half surrogate pairs, and anything after the value. IllegalArgumentException says where.
 *
 * <p>Documents that are only shown may have fractions, which are {@code Double}, and nulls, which
 * are {@link #NULL}.
 */
public final class Json {
  /** In characters; room for 65,536 rows of 16 seats and some thousand members. */
  static final int LENGTH_MAX = 16 << 20;

  /** What stands for null in documents that are only shown. */
  static final Object NULL =
      new Object() {
        @Override
        public String toString() {
          return "null";
        }
      };

  static final int DEPTH_MAX = 16;
  private static final int DIGITS_MAX = 20; // a number of 64 bits, with or without sign

  private final String text;
  private final boolean isShown;
  private int at;

  private Json(String text, boolean isShown) {
    this.text = text;
    this.isShown = isShown;
  }

  static Object parse(String text) {
    return parse(text, false);
  }

  /** Reads a document that is only shown, and of which no digest is made. */
  public static Object parseShown(String text) {
    return parse(text, true);
  }

  private static Object parse(String text, boolean isShown) {
    if (text.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a document of " + text.length() + " characters is longer than " + LENGTH_MAX);
    }
    Json json = new Json(text, isShown);
    Object value = json.value(0);
    json.skipBlanks();
    if (json.at < text.length()) {
      throw json.bad("nothing may follow the document");
    }
    return value;
  }

  /** The string as JSON, with no more escapes than must be. */
  static String quote(String string) {
    StringBuilder quoted = new StringBuilder(string.length() + 2).append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private Object value(int depth) {
    if (depth > DEPTH_MAX) {
      throw bad("nested deeper than " + DEPTH_MAX);
    }
    skipBlanks();
    char c = peek();
    return switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> isShown ? literal("null", NULL) : number();
      default -> number();
    };
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> fields = new LinkedHashMap<>();
    expect('{');
    if (skips('}')) {
      return fields;
    }
    do {
      skipBlanks();
      String name = string();
      skipBlanks();
      expect(':');
      if (fields.put(name, value(depth + 1)) != null) {
        throw bad("the field '" + name + "' occurs twice");
      }
    } while (skips(','));
    expect('}');
    return fields;
  }

  private List<Object> array(int depth) {
    List<Object> items = new ArrayList<>();
    expect('[');
    if (skips(']')) {
      return items;
    }
    do {
      items.add(value(depth + 1));
    } while (skips(','));
    expect(']');
    return items;
  }

  private Object literal(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw bad("a value is due");
    }
    at += word.length();
    return value;
  }

  private Number number() {
    int start = at;
    Number integer = integer();
    if (!isShown || at >= text.length() || ".eE".indexOf(text.charAt(at)) < 0) {
      return integer;
    }
    while (at < text.length()
        && (isDigit(text.charAt(at)) || ".eE+-".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    try {
      return Double.valueOf(text.substring(start, at));
    } catch (NumberFormatException malformed) {
      throw bad("no number: " + malformed.getMessage());
    }
  }

  private Number integer() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int digits = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    boolean leadingZero = at - digits > 1 && text.charAt(digits) == '0';
    boolean fraction = !isShown && at < text.length() && ".eE".indexOf(text.charAt(at)) >= 0;
    if (at == digits || at - digits > DIGITS_MAX || leadingZero || fraction) {
      throw bad("an integer of at most " + DIGITS_MAX + " digits is due");
    }
    BigInteger value = new BigInteger(text.substring(start, at));
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  private String string() {
    expect('"');
    StringBuilder string = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      if (c < ' ') {
        throw bad("a control character in a string");
      }
      string.append(c == '\\' ? escaped() : c);
    }
    requireWholeCharacters(string);
    return string.toString();
  }

  private char escaped() {
    char c = next();
    int plain = "\"\\/bfnrt".indexOf(c);
    if (plain >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(plain);
    }
    if (c != 'u') {
      throw bad("no such escape");
    }
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw bad("\\u wants four hex digits");
      }
      code = 16 * code + digit;
    }
    return (char) code;
  }

  /** Half of a surrogate pair has no UTF-8, so two documents could share one digest. */
  private void requireWholeCharacters(CharSequence string) {
    if (string
        .codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw bad("half of a surrogate pair in a string");
    }
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean skips(char wanted) {
    skipBlanks();
    boolean found = peek() == wanted;
    if (found) {
      at++;
    }
    return found;
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw bad("'" + wanted + "' is due");
    }
    at++;
  }

  private char peek() {
    if (at >= text.length()) {
      throw bad("the document ends too early");
    }
    return text.charAt(at);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private IllegalArgumentException bad(String what) {
    return new IllegalArgumentException("bad JSON at character " + at + ": " + what);
  }
}
