package io.henge.ring;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The percent-encoding between a key and the path of a request (RFC 3986, section 2.1). */
final class RawPath {
  private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

  // A key of the greatest length with each of its bytes escaped, and the leading slash.
  private static final int LENGTH_MAX = 1 + 3 * BlobKey.LENGTH_MAX;

  private RawPath() {}

  /** The bytes behind a raw path's leading slash, each escape resolved once. */
  static byte[] decode(String rawPath) {
    if (!rawPath.startsWith("/")) {
      throw new InvalidKeyException("the path does not begin with a slash");
    }
    if (rawPath.length() > LENGTH_MAX) {
      throw new InvalidKeyException(
          "the path has " + rawPath.length() + " characters; no key needs over " + LENGTH_MAX);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(rawPath.length());
    int at = 1;
    while (at < rawPath.length()) {
      char c = rawPath.charAt(at);
      if (c == '%') {
        bytes.write(escaped(rawPath, at));
        at += 3;
      } else {
        bytes.write(literal(c, at));
        at++;
      }
    }
    return bytes.toByteArray();
  }

  private static int escaped(String rawPath, int at) {
    if (at + 2 < rawPath.length()
        && HexFormat.isHexDigit(rawPath.charAt(at + 1))
        && HexFormat.isHexDigit(rawPath.charAt(at + 2))) {
      return HexFormat.fromHexDigits(rawPath, at + 1, at + 3);
    }
    throw new InvalidKeyException("bad percent-encoding at position " + at + " of the path");
  }

  private static int literal(char c, int at) {
    // These cannot stand in a path; to guess what a client meant would give one blob two names.
    if (c <= ' ' || c >= 0x7F || c == '?' || c == '#') {
      throw new InvalidKeyException(
          String.format("U+%04X at position %d of the path must be percent-encoded", (int) c, at));
    }
    return c;
  }

  static String encode(String key) {
    StringBuilder path = new StringBuilder(key.length() + 16);
    int start = 0;
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', start)) {
      encodeSegment(key.substring(start, slash), path);
      start = slash + 1;
    }
    encodeSegment(key.substring(start), path);
    return path.toString();
  }

  private static void encodeSegment(String segment, StringBuilder path) {
    // Clients, proxies and servers merge slashes and resolve dots unless these are escaped. A last
    // empty segment needs no escape: a trailing slash is kept by all.
    boolean slashBefore = path.length() == 0 || path.charAt(path.length() - 1) != '/';
    path.append(slashBefore ? "/" : "%2F");
    boolean dots = segment.equals(".") || segment.equals("..");
    for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(b) && !dots) {
        path.append((char) b);
      } else {
        path.append('%').append(UPPER_HEX.toHexDigits(b));
      }
    }
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }
}
