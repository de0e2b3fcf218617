package io.henge.ring.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads what {@link Encoder} wrote from bytes that may come from anywhere. Each length and count is
 * held against a bound of the caller's and against the bytes that are left before anything is
 * allocated for it, and a number in more bytes than it needs is refused, so that what was read
 * encodes to the same bytes again. Whatever the bytes are, a method answers or throws {@link
 * CodecException}. Not for use by several threads.
 */
public final class Decoder {
  private final byte[] bytes;
  private final int end;
  private int position;

  public Decoder(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads a part of an array, which is not copied and must not change meanwhile. */
  public Decoder(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  /** One byte, 0 to 255. */
  public int u8() {
    need(1, "a byte");
    return bytes[position++] & 0xff;
  }

  /** An unsigned number of up to 64 bits. */
  public long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = u8();
      long bits = next & 0x7f;
      if (shift == 63 && bits > 1) {
        throw new CodecException("a number over 64 bits before byte " + position);
      }
      value |= bits << shift;
      if (next < 0x80) {
        if (next == 0 && shift > 0) {
          throw new CodecException("a number in too many bytes before byte " + position);
        }
        return value;
      }
    }
    throw new CodecException("a number over 64 bits before byte " + position);
  }

  /** A number from 0 to {@code max}. */
  public long varint(long max) {
    long value = varint();
    if (Long.compareUnsigned(value, max) > 0) {
      throw new CodecException(
          "%s before byte %d, at most %d".formatted(Long.toUnsignedString(value), position, max));
    }
    return value;
  }

  /** How many things of at least a byte each follow: at most {@code max}, and as may be left. */
  public int count(int max) {
    int count = (int) varint(max);
    need(count, "as many things");
    return count;
  }

  /** Eight bytes, highest first. */
  public long fixed() {
    need(8, "8 bytes");
    return ((long) fixed32() << 32) | (fixed32() & 0xffffffffL);
  }

  /** Four bytes, highest first. */
  public int fixed32() {
    need(4, "4 bytes");
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = (value << 8) | (bytes[position++] & 0xff);
    }
    return value;
  }

  /** A length of at most {@code maxBytes}, and the bytes. */
  public byte[] bytes(int maxBytes) {
    return raw(count(maxBytes));
  }

  /** So many bytes. */
  public byte[] raw(int length) {
    need(length, "bytes");
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  /** A length of at most {@code maxBytes}, and well-formed UTF-8. */
  public String utf8(int maxBytes) {
    int length = count(maxBytes);
    ByteBuffer encoded = ByteBuffer.wrap(bytes, position, length);
    position += length;
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
    } catch (CharacterCodingException malformed) {
      throw new CodecException("text that is not UTF-8 before byte " + position, malformed);
    }
  }

  /** The bytes not yet read. */
  public int remaining() {
    return end - position;
  }

  /** Refuses bytes after the last expected one. */
  public void expectEnd() {
    if (remaining() > 0) {
      throw new CodecException(remaining() + " bytes too many from byte " + position);
    }
  }

  private void need(int length, String what) {
    if (length > remaining()) {
      throw new CodecException(
          "cut short: %s wanted at byte %d, %d needed, %d left"
              .formatted(what, position, length, remaining()));
    }
  }
}
