package io.henge.node.peer;

/**
 * For how long nothing was heard from a peer although it owed an answer. A peer that owes nothing
 * is not silent. Whatever arrives ends the silence, also an answer that nobody waits for any more;
 * that a question was given up does not.
 */
public final class Silence {
  private boolean isDue;
  private long sinceMillis;

  /** Something was sent that is to be answered. */
  public void asked(long nowMillis) {
    if (!isDue) {
      isDue = true;
      sinceMillis = nowMillis;
    }
  }

  /** Something arrived, or the peer was reached anew; {@code stillDue} if more is owed. */
  public void heard(long nowMillis, boolean stillDue) {
    isDue = stillDue;
    sinceMillis = nowMillis;
  }

  /**
   * For so long this node itself was not running, so that time is no silence of the peer: what it
   * said meanwhile has not been looked at yet.
   */
  public void excuse(long millis) {
    sinceMillis += millis;
  }

  /** Whether an answer is owed. */
  public boolean isDue() {
    return isDue;
  }

  /** How long the silence has lasted; 0 when nothing is owed. */
  public long millis(long nowMillis) {
    return isDue ? nowMillis - sinceMillis : 0;
  }
}
