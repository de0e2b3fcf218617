package io.henge.node.replica;

import io.henge.ring.version.Timestamp;
import io.vertx.core.Future;

/**
 * The removal numbers of the partitions (rule T2), as one event loop sees them. A partition's
 * number is 0 at first, and rises with each batch of tombstones that this node confirms to hold. It
 * also rises to the number of another member who has confirmed more. The floor is what this node
 * has confirmed itself.
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
   * One more than the number of the last batch that this node has confirmed, at most the
   * partition's number. No batch of this number or a higher one can have been decided: this node's
   * word is wanting. So what is stored here under such a number has not been removed, whatever
   * became of the index meanwhile.
   */
  long floor(int partition);

  /**
   * Raises the number, or leaves it if it is that high; the floor stays. In force when the call
   * returns, durable when the future completes.
   */
  default Future<Void> raise(int partition, long number) {
    return raise(partition, number, Timestamp.ZERO);
  }

  /** Raises number and timestamp, in the same manner. */
  Future<Void> raise(int partition, long number, Timestamp removed);

  /**
   * Raises number and floor above that of a batch, and the timestamp to that of what it removes, in
   * the same manner.
   */
  Future<Void> confirm(int partition, long number, Timestamp removed);

  /** What every version that is made here has to be later than. */
  Timestamp removed(int partition);
}
