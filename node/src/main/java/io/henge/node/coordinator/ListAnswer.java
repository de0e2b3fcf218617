package io.henge.node.coordinator;

import io.henge.node.failure.ReplicaFailure;
import io.henge.ring.BlobKey;
import io.henge.ring.version.Version;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A page of keys.
 *
 * @param keys those that are in no group, ascending
 * @param groups the names of groups in which there are keys, ascending
 * @param next after which the next page begins; empty when this is the last
 * @param shortage what speaks against the page being complete; empty when enough owners were heard
 *     of every partition (rule L1)
 * @param chainNumber of the newest chain entry that it was made under
 */
public record ListAnswer(
    List<Entry> keys,
    List<String> groups,
    Optional<String> next,
    Optional<Shortage> shortage,
    long chainNumber) {
  public ListAnswer {
    keys = List.copyOf(keys);
    groups = List.copyOf(groups);
  }

  /**
   * A key that a reader would be shown something of.
   *
   * @param shown the version that a plain read returns
   * @param siblings how many versions a reader can choose from, 1 or more
   */
  public record Entry(BlobKey key, Version shown, int siblings) {}

  /**
   * Why keys may be missing, and deleted ones may be shown.
   *
   * @param partitions of which too few filled owners were heard
   * @param failures who could not help, and why
   */
  public record Shortage(BitSet partitions, List<ReplicaFailure> failures) {
    public Shortage {
      partitions = (BitSet) partitions.clone();
      failures = List.copyOf(failures);
    }

    /** How many partitions there are of that kind. */
    public int partitionCount() {
      return partitions.cardinality();
    }

    /** The first of them, ascending. */
    public List<Integer> firstPartitions(int max) {
      return partitions.stream().limit(max).boxed().toList();
    }
  }
}
