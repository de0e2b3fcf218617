package io.henge.ring;

/**
 * A stretch of the chain whose entries follow one another by votes. The first begins with the
 * founding; another one begins where a majority was gone for good and the rest went on without it
 * (rule C6).
 *
 * @param number from 1
 * @param since the number of the entry by which it began, from 1
 * @param begunBy the digest of that entry; empty in the first generation, which the founding
 *     begins, and in the entry itself, which cannot name itself
 */
public record Generation(long number, long since, String begunBy) {
  /** The one that begins with the founding. */
  public static final Generation FIRST = new Generation(1, 1, "");

  public Generation {
    if (number < 1 || since < number || (number == 1 && since != 1)) {
      throw new IllegalArgumentException("no generation " + number + " begins with entry " + since);
    }
    if (!begunBy.isEmpty() && (number == 1 || !Hex.isDigest(begunBy))) {
      throw new IllegalArgumentException(
          "no generation " + number + " is begun by '" + begunBy + "'");
    }
  }

  /** The one after this that an entry of that number begins. */
  Generation next(long begin) {
    return new Generation(number + 1, begin, "");
  }

  /** The same as an entry after this one knows it. */
  Generation after(ChainEntry entry) {
    return number > 1 && entry.number() == since
        ? new Generation(number, since, entry.digest())
        : this;
  }
}
