package io.henge.node.storage;

import io.henge.ring.BlobKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which keys a page is to hold: of those that begin with a prefix and come after a key, the first
 * ones in the order of their bytes.
 *
 * @param prefix how the keys begin; empty for all keys
 * @param after the last key of the page before; empty for the first page
 * @param limit how many keys at most, 1 to {@value #LIMIT_MAX}
 */
public record KeyRange(String prefix, Optional<BlobKey> after, int limit) {
  /** The most keys of a page. */
  public static final int LIMIT_MAX = 1_000;

  public KeyRange {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("a page has 1 to %d keys: %d".formatted(LIMIT_MAX, limit));
    }
  }

  /** The next page after one that is not the last. */
  public KeyRange following(KeyPage page) {
    return new KeyRange(prefix, Optional.of(page.lastKey()), limit);
  }

  /** Whether a key begins as wanted and comes after the one that was last. */
  public boolean holds(BlobKey key) {
    return beginsWith(key.bytes(), prefix.getBytes(StandardCharsets.UTF_8))
        && after.map(last -> key.compareTo(last) > 0).orElse(true);
  }

  static boolean beginsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
