package io.henge.node.replica;

import io.henge.ring.version.Timestamp;
import io.vertx.core.Future;

/**
 * The removal numbers of the partitions (rule T2), as one event loop sees them. A partition's
 * number is 0 at first, and rises with each batch of tombstones that this node confirms to hold.
 *
 * <p>With the number goes the latest last-write-wins timestamp of what was removed. Whoever has
 * forgotten a key makes no version that is older than what an owner that was not told yet may still
 * have: that would win over it.
 */
public interface Removals {
  /** The number below which this node takes no data of the partition any more. */
  long number(int partition);

  /**
   * The number that data read from now on is stamped with: the last one that is durable. A number
   * that a crash may take back must not leave this node, since the data read under it would pass
   * for younger than a removal that is confirmed under the same number after the crash.
   */
  long stamp(int partition);

  /**
   * Raises the number, or leaves it if it is that high. In force when the call returns, durable
   * when the future completes.
   */
  Future<Void> raise(int partition, long number);

  /** Raises both, in the same manner. */
  Future<Void> raise(int partition, long number, Timestamp removed);

  /** What every version that is made here has to be later than. */
  Timestamp removed(int partition);
}
