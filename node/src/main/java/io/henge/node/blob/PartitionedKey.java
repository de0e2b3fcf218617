package io.henge.node.blob;

import io.henge.ring.BlobKey;

/**
 * A key and the partition it belongs to, computed once when a request arrives.
 *
 * @param partition 0 to Q-1
 * @param key the key
 */
public record PartitionedKey(int partition, BlobKey key) implements Comparable<PartitionedKey> {
  public PartitionedKey {
    if (partition < 0) {
      throw new IllegalArgumentException("a partition is not negative: " + partition);
    }
  }

  @Override
  public int compareTo(PartitionedKey other) {
    int byPartition = Integer.compare(partition, other.partition);
    return byPartition != 0 ? byPartition : key.compareTo(other.key);
  }
}
