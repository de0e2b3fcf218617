package io.henge.node.blob;

import io.henge.ring.BlobKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A place in the order of keys, which is that of their unsigned bytes. Keys are at such places, and
 * there are more places than keys.
 */
public final class KeyBound implements Comparable<KeyBound> {
  /** In bytes: the place after the longest key. */
  public static final int LENGTH_MAX = BlobKey.LENGTH_MAX + 1;

  /** Before all keys. */
  public static final KeyBound START = new KeyBound(new byte[0]);

  private final byte[] bytes;

  private KeyBound(byte[] bytes) {
    if (bytes.length > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a place has at most " + LENGTH_MAX + " bytes: " + bytes.length);
    }
    this.bytes = bytes;
  }

  /** The place that those bytes say, of which a copy is taken. */
  public static KeyBound of(byte[] bytes) {
    return new KeyBound(bytes.clone());
  }

  /** Before all keys that begin with a text, and after all that come before it. */
  public static KeyBound at(String text) {
    return new KeyBound(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Directly after a text: no key is in between, as none holds a zero byte. */
  public static KeyBound after(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new KeyBound(Arrays.copyOf(utf8, utf8.length + 1));
  }

  /**
   * After all keys that begin with a text. No byte of UTF-8 is so high that there is no higher one.
   *
   * @throws IllegalArgumentException when the text is empty: that is how all keys begin
   */
  public static KeyBound past(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length == 0) {
      throw new IllegalArgumentException("there is no place past all keys");
    }
    utf8[utf8.length - 1]++;
    return new KeyBound(utf8);
  }

  /** What it is made of; a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Whether a key is here or comes later. */
  public boolean isUpTo(BlobKey key) {
    return Arrays.compareUnsigned(bytes, key.bytes()) <= 0;
  }

  @Override
  public int compareTo(KeyBound other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyBound bound && Arrays.equals(bytes, bound.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
