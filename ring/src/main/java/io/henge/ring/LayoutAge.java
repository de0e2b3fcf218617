package io.henge.ring;

/**
 * Which layout of its chain one is: two of the same age have the same rows.
 *
 * @param since the number of the chain entry by which the change to it began; 1 for the founding
 * @param before the same of the layout that was done before; 0 for the founding
 */
public record LayoutAge(long since, long before) {
  /** That of the first one. */
  public static final LayoutAge FOUNDING = new LayoutAge(1, 0);

  public LayoutAge {
    if (before < 0 || since <= before || (since == 1) != (before == 0)) {
      throw new IllegalArgumentException(
          "no layout begins with entry " + since + " after one of entry " + before);
    }
  }

  /** That of a layout to which the change begins with an entry of that number. */
  LayoutAge next(long number) {
    return new LayoutAge(number, since);
  }
}
