package io.henge.ring.version;

import java.util.Arrays;

/**
 * The counters of one actor that have been seen: all from 1 to a base, and single ones beyond it.
 *
 * <p>It never claims what has not been seen: when 2 arrives before 1, the set is {2} and not {1,
 * 2}. A single counter next to the base is absorbed, so equal sets have equal representations. Not
 * empty, immutable.
 */
final class CounterSet {
  private static final long[] NONE = {};

  private final long base;
  private final long[] singles;

  private CounterSet(long base, long[] singles) {
    this.base = base;
    this.singles = singles;
  }

  static CounterSet of(long counter) {
    return counter == 1 ? new CounterSet(1, NONE) : new CounterSet(0, new long[] {counter});
  }

  /**
   * The set in its normal form.
   *
   * @param singles ascending, each greater than {@code base + 1}; not copied
   * @throws IllegalArgumentException if it is not in its normal form
   */
  static CounterSet ofNormal(long base, long[] singles) {
    long last = base + 1;
    for (long single : singles) {
      if (single <= last) {
        throw new IllegalArgumentException(single + " does not stand alone after " + last);
      }
      last = single;
    }
    CounterSet set = new CounterSet(base, singles);
    if (base < 0 || set.last() < 1 || set.last() > Dot.COUNTER_MAX) {
      throw new IllegalArgumentException("not a set of counters: " + set);
    }
    return set;
  }

  long base() {
    return base;
  }

  int singleCount() {
    return singles.length;
  }

  long single(int index) {
    return singles[index];
  }

  /** The highest counter seen. */
  long last() {
    return singles.length == 0 ? base : singles[singles.length - 1];
  }

  boolean contains(long counter) {
    return counter <= base || Arrays.binarySearch(singles, counter) >= 0;
  }

  boolean covers(CounterSet other) {
    if (other.base > base) {
      return false;
    }
    for (long single : other.singles) {
      if (!contains(single)) {
        return false;
      }
    }
    return true;
  }

  CounterSet union(CounterSet other) {
    if (covers(other)) {
      return this;
    }
    if (other.covers(this)) {
      return other;
    }
    long joined = Math.max(base, other.base);
    long[] rest = new long[singles.length + other.singles.length];
    int size = 0;
    for (int mine = 0, theirs = 0; mine < singles.length || theirs < other.singles.length; ) {
      long next = Math.min(at(singles, mine), at(other.singles, theirs));
      mine += at(singles, mine) == next ? 1 : 0;
      theirs += at(other.singles, theirs) == next ? 1 : 0;
      if (next == joined + 1) {
        joined = next;
      } else if (next > joined) {
        rest[size++] = next;
      }
    }
    return new CounterSet(joined, Arrays.copyOf(rest, size));
  }

  private static long at(long[] counters, int index) {
    return index < counters.length ? counters[index] : Long.MAX_VALUE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CounterSet that
        && base == that.base
        && Arrays.equals(singles, that.singles);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(base) * 31 + Arrays.hashCode(singles);
  }

  @Override
  public String toString() {
    return "1.." + base + (singles.length == 0 ? "" : " " + Arrays.toString(singles));
  }
}
