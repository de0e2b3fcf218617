package io.henge.ring;

import java.util.OptionalInt;

/**
 * What has been agreed on for one bucket; a bucket without a policy keeps siblings.
 *
 * @param conflict what becomes of versions of which none replaces the other
 * @param r how many replicas a read asks unless the request says otherwise, 1 to {@link
 *     Layout#REPLICAS_MAX} and no more than a row has; empty for the cluster's R
 * @param w how many replicas a write waits for unless the request says otherwise, likewise
 * @param sloppyWrites whether nodes may stand in for owners that a write does not reach, unless the
 *     request says otherwise
 */
public record BucketPolicy(
    ConflictPolicy conflict, OptionalInt r, OptionalInt w, boolean sloppyWrites) {
  public static final BucketPolicy DEFAULT = new BucketPolicy(ConflictPolicy.SIBLINGS);

  public BucketPolicy {
    requireQuorum("r", r);
    requireQuorum("w", w);
  }

  /** With the cluster's R and W, and with stand-ins. */
  public BucketPolicy(ConflictPolicy conflict) {
    this(conflict, OptionalInt.empty(), OptionalInt.empty(), true);
  }

  private static void requireQuorum(String what, OptionalInt quorum) {
    if (quorum.isPresent() && (quorum.getAsInt() < 1 || quorum.getAsInt() > Layout.REPLICAS_MAX)) {
      throw new IllegalArgumentException(
          what + " is 1 to " + Layout.REPLICAS_MAX + ": " + quorum.getAsInt());
    }
  }
}
