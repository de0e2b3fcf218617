package io.henge.node.blob;

/**
 * A slice of a body.
 *
 * @param offset the first byte, 0 or more
 * @param length how many bytes, 0 or more
 */
public record ByteRange(long offset, long length) {
  public ByteRange {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("not a range: " + offset + "+" + length);
    }
  }

  /** All of a body of that size. */
  public static ByteRange whole(long sizeBytes) {
    return new ByteRange(0, sizeBytes);
  }

  /** The position behind the last byte. */
  public long end() {
    return offset + length;
  }
}
