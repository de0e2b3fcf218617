package io.henge.ring;

/**
 * The CRC32C of bytes that are known by the checksums of their parts alone. As in {@code
 * crc32_combine} of zlib (Mark Adler; {@code crc32.c}, since 1.2.12 by products of polynomials): to
 * append n bytes multiplies the remainder of what came before by x^(8n), modulo the polynomial of
 * the checksum over GF(2); the remainder of what is appended is then added, which is XOR.
 *
 * <p>Polynomials of a degree below 32 are ints, reflected as the checksum has it (RFC 3720,
 * appendix B.4): the highest bit is the coefficient of x^0, the lowest that of x^31.
 */
public final class JoinedCrc32c {
  /** Castagnoli's polynomial 0x1edc6f41 without x^32, reflected. */
  private static final int POLYNOMIAL = 0x82f63b78;

  private static final int ONE = 0x80000000;
  private static final int X_TO_THE_8 = ONE >>> 8;

  private int value;
  private long shiftedBytes;
  private int shift = ONE;

  /** That of no bytes. */
  public JoinedCrc32c() {}

  /**
   * Appends a part.
   *
   * @param crc32c of the part
   * @param bytes its length, 0 or more
   */
  public void append(int crc32c, long bytes) {
    if (bytes != shiftedBytes) {
      shift = power(X_TO_THE_8, bytes);
      shiftedBytes = bytes;
    }
    value = product(shift, value) ^ crc32c;
  }

  /** That of all parts so far. */
  public int value() {
    return value;
  }

  private static int power(int base, long exponent) {
    int power = ONE;
    int square = base;
    for (long left = exponent; left > 0; left >>= 1) {
      if ((left & 1) == 1) {
        power = product(square, power);
      }
      square = product(square, square);
    }
    return power;
  }

  private static int product(int left, int right) {
    int sum = 0;
    int shifted = right;
    for (int rest = left; rest != 0; rest <<= 1) {
      if (rest < 0) {
        sum ^= shifted;
      }
      shifted = (shifted >>> 1) ^ ((shifted & 1) == 1 ? POLYNOMIAL : 0);
    }
    return sum;
  }
}
