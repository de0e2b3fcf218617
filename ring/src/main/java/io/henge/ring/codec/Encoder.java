package io.henge.ring.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Appends to a growing byte array. Every value has exactly one encoding (numbers take as few bytes
 * as they can), so that equal things encode to equal bytes and their digests can be compared. Not
 * for use by several threads.
 */
public final class Encoder {
  private static final int INITIAL_SIZE_BYTES = 128;

  private byte[] bytes = new byte[INITIAL_SIZE_BYTES];
  private int size;

  /** An encoder that has nothing yet. */
  public Encoder() {}

  /** Appends one byte, 0 to 255. */
  public Encoder u8(int value) {
    if (value < 0 || value > 0xff) {
      throw new IllegalArgumentException("not a byte: " + value);
    }
    grow(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** Appends an unsigned number, seven bits a byte, lowest first: 1 to 10 bytes. */
  public Encoder varint(long value) {
    grow(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /** Appends eight bytes, highest first. */
  public Encoder fixed(long value) {
    return fixed32((int) (value >>> 32)).fixed32((int) value);
  }

  /** Appends four bytes, highest first. */
  public Encoder fixed32(int value) {
    grow(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Appends the length and the bytes. */
  public Encoder bytes(byte[] value) {
    return varint(value.length).raw(value);
  }

  /** Appends the bytes alone; the reader must know how many. */
  public Encoder raw(byte[] value) {
    grow(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
    return this;
  }

  /**
   * Appends the length in bytes and the text.
   *
   * @throws IllegalArgumentException if the text is not Unicode, see {@link #utf8SizeBytes}
   */
  public Encoder utf8(String text) {
    varint(utf8SizeBytes(text));
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The bytes that a text takes in UTF-8.
   *
   * @throws IllegalArgumentException if the text holds half of a surrogate pair, which UTF-8 cannot
   *     say and the JDK would replace by a question mark
   */
  public static int utf8SizeBytes(String text) {
    int sizeBytes = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw new IllegalArgumentException("half a surrogate pair at index " + i);
      }
      sizeBytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      i += Character.charCount(codePoint);
    }
    return sizeBytes;
  }

  /** The bytes appended so far. */
  public int size() {
    return size;
  }

  /** A copy of the bytes appended so far. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void grow(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      long doubled = Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
  }
}
