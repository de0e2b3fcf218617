package io.henge.node.storage;

import java.util.Arrays;

/** How keys of the table begin. */
final class KeyPrefix {
  private KeyPrefix() {}

  static boolean beginsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
