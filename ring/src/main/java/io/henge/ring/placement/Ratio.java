package io.henge.ring.placement;

import java.math.BigInteger;

/**
 * An exact fraction, not negative, of a 64-bit numerator and denominator.
 *
 * <p>Shares must be compared without rounding, or two machines would round apart. A result that
 * would not fit throws ArithmeticException instead of wrapping; within the bounds of a layout none
 * comes near.
 */
record Ratio(long numerator, long denominator) implements Comparable<Ratio> {
  static final Ratio ZERO = new Ratio(0, 1);

  /** Keeps fractions in lowest terms, so that equal ones are equal records. */
  Ratio {
    if (numerator < 0 || denominator <= 0) {
      throw new IllegalArgumentException("not a ratio: " + numerator + "/" + denominator);
    }
    long divisor =
        BigInteger.valueOf(numerator).gcd(BigInteger.valueOf(denominator)).longValueExact();
    numerator /= divisor;
    denominator /= divisor;
  }

  Ratio plus(Ratio other) {
    return new Ratio(
        Math.addExact(
            Math.multiplyExact(numerator, other.denominator),
            Math.multiplyExact(other.numerator, denominator)),
        Math.multiplyExact(denominator, other.denominator));
  }

  Ratio times(long factor) {
    return new Ratio(Math.multiplyExact(numerator, factor), denominator);
  }

  long floor() {
    return numerator / denominator;
  }

  boolean isWhole() {
    return denominator == 1;
  }

  /** What the floor leaves out; less than one. */
  Ratio fraction() {
    return new Ratio(numerator % denominator, denominator);
  }

  @Override
  public int compareTo(Ratio other) {
    return Long.compare(
        Math.multiplyExact(numerator, other.denominator),
        Math.multiplyExact(other.numerator, denominator));
  }
}
