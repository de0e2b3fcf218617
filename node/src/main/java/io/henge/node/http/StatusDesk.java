package io.henge.node.http;

import java.util.Map;

/** How a node stands, as operators see it. May be asked on any thread, and answers at once. */
@FunctionalInterface
public interface StatusDesk {
  /** At this moment. */
  Status status();

  /**
   * How a node stands.
   *
   * @param partitions those that it owns
   * @param comparisons the last ones with their other owners
   * @param hints what it keeps for other nodes
   * @param tombstones what is deleted and not removed yet
   * @param damaged versions whose bytes were here and are lost
   * @param owed keys to be offered to owners that missed a write
   */
  record Status(
      Partitions partitions,
      Comparisons comparisons,
      Hints hints,
      Tombstones tombstones,
      long damaged,
      long owed) {}

  /**
   * The partitions that a node owns.
   *
   * @param owned how many
   * @param filled in how many of them it votes
   * @param replicated how many are on all their owners, by the last comparison: filled here, found
   *     or made equal, and none of the owners suspected now
   */
  record Partitions(int owned, int filled, int replicated) {
    /** How many are not known to be on all their owners. */
    public int underReplicated() {
      return owned - replicated;
    }
  }

  /**
   * The last comparison of each partition.
   *
   * @param byResult how many ended so, by a word
   * @param oldestSeconds since the partition was compared with all its owners that has waited the
   *     longest; NaN before the first
   */
  record Comparisons(Map<String, Integer> byResult, double oldestSeconds) {
    public Comparisons {
      byResult = Map.copyOf(byResult);
    }
  }

  /** What is kept for other nodes; 0 seconds when it is nothing. */
  record Hints(long keys, long bytes, double oldestSeconds) {}

  /**
   * What is deleted and not removed yet, in the partitions that this node takes care of.
   *
   * @param waitingFor in how many partitions, by the seat that is waited for
   */
  record Tombstones(long keys, double oldestSeconds, Map<Integer, Integer> waitingFor) {
    public Tombstones {
      waitingFor = Map.copyOf(waitingFor);
    }
  }
}
