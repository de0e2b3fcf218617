package io.henge.node.coordinator;

/**
 * How many requests may be sent twice. Each request earns a tenth of a hedge, and some are saved up
 * for the moment in which a peer falls silent. Without it, a cluster whose owners are all slow from
 * too much work would be given twice the work.
 */
final class HedgeBudget {
  /** What a request earns: on average no more than this share is sent twice. */
  static final double EARNED_PER_REQUEST = 0.1;

  /** So many hedges are saved up at most, and at the start. */
  static final int SAVED_MAX = 50;

  private double saved = SAVED_MAX;

  /** A request was sent that is no hedge. */
  void earn() {
    saved = Math.min(SAVED_MAX, saved + EARNED_PER_REQUEST);
  }

  /** Takes a hedge if one is left. */
  boolean take() {
    if (saved < 1) {
      return false;
    }
    saved--;
    return true;
  }
}
