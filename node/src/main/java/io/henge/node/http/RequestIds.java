package io.henge.node.http;

import io.henge.node.port.Entropy;
import java.util.HexFormat;

/** The names of requests: chosen by the client, or made here from 128 random bits. */
final class RequestIds {
  private static final int LENGTH_MAX = 128;

  private final Entropy entropy;

  RequestIds(Entropy entropy) {
    this.entropy = entropy;
  }

  String make() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(entropy.nextLong()) + hex.toHexDigits(entropy.nextLong());
  }

  /** Whether a client may choose this one: 1 to 128 printable ASCII characters, no spaces. */
  static boolean isValid(String id) {
    return !id.isEmpty()
        && id.length() <= LENGTH_MAX
        && id.chars().allMatch(c -> c > ' ' && c <= '~');
  }
}
