package io.henge.node.repair;

import io.henge.node.message.PeerRequest;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.Partitions;

/**
 * How the keys of a partition are spread over the leaves of its hash tree: by the bits of their
 * hashes that follow those of the partition. It depends on the number of partitions alone, so that
 * all members agree on it.
 *
 * <p>A tree is a root, {@value #BRANCHES} branches, and leaves of 8 bytes: 256 of them up to
 * {@value #FINE_PARTITIONS_MAX} partitions, else one for each branch. So the leaves of all
 * partitions of a ring take 8 MiB at most, and those of a ring of 1,024 partitions 2 MiB.
 */
public final class TreeShape {
  /** How many branches a root has, and a branch leaves at the most. */
  public static final int BRANCHES = PeerRequest.BRANCHES_MAX;

  private static final int FINE_PARTITIONS_MAX = 4_096;

  private final int partitionBits;
  private final int leavesPerBranch;

  public TreeShape(Partitions partitions) {
    this.partitionBits = Integer.numberOfTrailingZeros(partitions.count());
    this.leavesPerBranch = partitions.count() <= FINE_PARTITIONS_MAX ? BRANCHES : 1;
  }

  int leaves() {
    return BRANCHES * leavesPerBranch;
  }

  int leavesPerBranch() {
    return leavesPerBranch;
  }

  /** The leaf of a key, 0 to {@link #leaves} - 1. */
  int leafOf(BlobKey key) {
    return leafOf(KeyHash.of(key));
  }

  int leafOf(KeyHash hash) {
    int leafBits = Integer.numberOfTrailingZeros(leaves());
    return (int) ((hash.prefix() << partitionBits) >>> (Long.SIZE - leafBits));
  }
}
