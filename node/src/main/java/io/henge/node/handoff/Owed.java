package io.henge.node.handoff;

import io.henge.ring.BlobKey;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The hints of one partition: how many there are, and how far they have been gone through. Between
 * two passes that leave some of them is a growing pause.
 */
final class Owed {
  private static final long UNSET = -1;

  private final int partition;
  private long keys;
  private long bytes;
  private Optional<BlobKey> cursor = Optional.empty();
  private boolean hasLeft;
  private long oldestSeen = Long.MAX_VALUE;
  private OptionalLong oldestMillis = OptionalLong.empty();
  private long nextMillis = UNSET;
  private long pauseMillis = Pauses.FIRST_MILLIS;

  Owed(int partition) {
    this.partition = partition;
  }

  int partition() {
    return partition;
  }

  long keys() {
    return keys;
  }

  long bytes() {
    return bytes;
  }

  void changed(long moreKeys, long moreBytes) {
    keys += moreKeys;
    bytes += moreBytes;
  }

  /** After which key the pass goes on; empty at its beginning. */
  Optional<BlobKey> cursor() {
    return cursor;
  }

  /**
   * Not at once: the write that left a hint is still on its way to those owners that it reaches.
   */
  boolean isDue(long nowMillis) {
    if (nextMillis == UNSET) {
      nextMillis = nowMillis + Pauses.FIRST_MILLIS;
    }
    return nowMillis >= nextMillis;
  }

  /** A version of that time is among those that the pass goes through. */
  void saw(long madeAtMillis) {
    oldestSeen = Math.min(oldestSeen, madeAtMillis);
  }

  /** When the oldest version was made that the last whole pass left; empty when it left none. */
  OptionalLong oldestMillis() {
    return oldestMillis;
  }

  /** The pauses are over. */
  void wake() {
    nextMillis = 0;
    pauseMillis = Pauses.FIRST_MILLIS;
  }

  /**
   * Some more were gone through.
   *
   * @param last after which key the pass goes on; empty when it has ended
   * @param left whether some of them are still owed
   */
  void passed(Optional<BlobKey> last, boolean left, long nowMillis) {
    cursor = last;
    hasLeft |= left;
    if (last.isEmpty()) {
      nextMillis = nowMillis + pauseMillis;
      pauseMillis =
          hasLeft ? Math.min(2 * pauseMillis, Pauses.LONGEST_MILLIS) : Pauses.FIRST_MILLIS;
      oldestMillis =
          hasLeft && keys > 0 && oldestSeen < Long.MAX_VALUE
              ? OptionalLong.of(oldestSeen)
              : OptionalLong.empty();
      oldestSeen = Long.MAX_VALUE;
      hasLeft = false;
    }
  }
}
