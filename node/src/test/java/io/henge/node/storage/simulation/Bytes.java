package io.henge.node.storage.simulation;

import java.util.Arrays;

/** Bytes that nobody changes any more, with a digest that is computed once. */
public final class Bytes {
  static final Bytes NONE = new Bytes(new byte[0]);

  private final byte[] array;
  private final long digest;

  /** Takes the array over; it is not copied. */
  Bytes(byte[] array) {
    this.array = array;
    long sum = array.length;
    for (byte b : array) {
      sum = sum * 0x9e3779b97f4a7c15L + b;
    }
    this.digest = sum;
  }

  /** The array itself; not to be written to. */
  byte[] array() {
    return array;
  }

  int length() {
    return array.length;
  }

  /** These bytes with others from a position on; a gap before it is zeros. */
  Bytes with(int position, byte[] others, int count) {
    byte[] result = Arrays.copyOf(array, Math.max(array.length, position + count));
    System.arraycopy(others, 0, result, position, count);
    return new Bytes(result);
  }

  Bytes flipped(int position, int mask) {
    byte[] result = array.clone();
    result[position] ^= (byte) mask;
    return new Bytes(result);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && digest == that.digest && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(digest);
  }

  @Override
  public String toString() {
    return array.length + " bytes";
  }
}
