package io.henge.chaos.check;

import io.henge.chaos.history.Operation;

/**
 * What the contract rests on in one schedule.
 *
 * @param healedMicros the moment from which on all that was acknowledged is with its owners, as all
 *     hints have been handed over, by the history's clock; {@link Long#MAX_VALUE} when that never
 *     came
 * @param ringChanges whether the ring changed meanwhile: a write has two rows of owners then, and
 *     which of them a stand-in helped is not told
 */
public record Terms(long healedMicros, boolean ringChanges) {
  /** W: what so many owners have, every default read meets. */
  private static final int OWNERS_PROMISING = 2;

  /** Whether so many nodes may acknowledge a write at all. */
  boolean areEnough(int acks) {
    return acks >= OWNERS_PROMISING;
  }

  /**
   * Whether an acknowledged write is with so many owners that every later default read meets it.
   */
  boolean promises(Operation write) {
    return areEnough(write.acks() - write.standIns()) && (!ringChanges || write.standIns() == 0);
  }
}
