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

  private static final int BITS = 32;
  private static final int[] NONE = {};

  private int value;
  private long shiftedBytes;
  private int shift = ONE;

  /**
   * The products of the shift and each byte at each of its four places, lowest place first; nothing
   * as long as they are not needed.
   */
  private int[] products = NONE;

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
      products = NONE;
      value = product(shift, value) ^ crc32c;
      return;
    }
    // Another one of that length: more will follow, as the blocks of a file do.
    if (products == NONE) {
      products = productsOf(shift);
    }
    value = shifted(value) ^ crc32c;
  }

  /** A product is linear: that of some bits is the sum of those of each of them. */
  private static int[] productsOf(int shift) {
    int[] products = new int[Integer.BYTES << Byte.SIZE];
    for (int bit = 0; bit < BITS; bit++) {
      int ofBit = product(shift, 1 << bit);
      int place = (bit / Byte.SIZE) << Byte.SIZE;
      int first = 1 << (bit % Byte.SIZE);
      for (int rest = 0; rest < first; rest++) {
        products[place + first + rest] = products[place + rest] ^ ofBit;
      }
    }
    return products;
  }

  private int shifted(int polynomial) {
    return products[polynomial & 0xff]
        ^ products[0x100 + ((polynomial >>> 8) & 0xff)]
        ^ products[0x200 + ((polynomial >>> 16) & 0xff)]
        ^ products[0x300 + (polynomial >>> 24)];
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
