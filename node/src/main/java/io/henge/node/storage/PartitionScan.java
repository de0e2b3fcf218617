package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.BlobKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The keys of one partition in the order of their bytes, a page at a time. Waits for the disk. */
final class PartitionScan {
  private PartitionScan() {}

  /**
   * The first keys after one. Throws StorageFailure CORRUPT when one of their records cannot be
   * read.
   *
   * @param limit 1 or more
   */
  static KeyPage page(Index index, int partition, Optional<BlobKey> after, int limit)
      throws IOException {
    byte[] last = after.map(BlobKey::bytes).orElse(new byte[0]);
    byte[] from =
        after
            .map(key -> IndexKeys.record(new PartitionedKey(partition, key)))
            .orElse(IndexKeys.partition(partition));
    List<KeyPage.Entry> entries = new ArrayList<>();
    boolean[] hasMore = {false};
    index.records(
        from,
        (row, value) -> {
          if (IndexKeys.partitionOf(row) != partition) {
            return false;
          }
          PartitionedKey key = IndexKeys.recordOf(row);
          if (after.isPresent() && Arrays.equals(key.key().bytes(), last)) {
            return true;
          }
          hasMore[0] = entries.size() == limit;
          if (hasMore[0]) {
            return false;
          }
          entries.add(new KeyPage.Entry(key.key(), index.decode(key, value).record()));
          return true;
        });
    return new KeyPage(entries, !hasMore[0]);
  }
}
