package io.henge.client.attempt;

/**
 * How many extra requests are made for those that are asked for. Each request puts a tenth of one
 * in, up to a bound; each extra one takes one out. So when nothing answers, a client does not
 * multiply the load by its own impatience.
 *
 * <p>Thread-safe.
 */
public final class Budget {
  private static final int SHARES_PER_REQUEST = 1;
  private static final int SHARES_PER_EXTRA = 10;

  private final int maxShares;
  private int shares;

  /**
   * A full one.
   *
   * @param max the most extra requests at once, 1 or more
   */
  public Budget(int max) {
    maxShares = max * SHARES_PER_EXTRA;
    shares = maxShares;
  }

  /** A request is made. */
  public synchronized void request() {
    shares = Math.min(maxShares, shares + SHARES_PER_REQUEST);
  }

  /** Takes one extra request out, if there is one. */
  public synchronized boolean takeExtra() {
    if (shares < SHARES_PER_EXTRA) {
      return false;
    }
    shares -= SHARES_PER_EXTRA;
    return true;
  }
}
