package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.BlobKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The first so many keys of a node in the order of their bytes, found in the records alone, so in
 * an index of any format and whatever has become of its {@link NameOrder}. Records are stored by
 * partition and then by key, and a key's partition looks random, so the first keys of all are
 * spread over the partitions: each has a run of them.
 *
 * <p>The partitions are gone through one after the other, and the smallest keys so far are kept. A
 * run ends at the first key that is larger than all that are kept; from then on the partition has
 * none. So beside the keys of the answer little more than one key of each partition is looked at,
 * with one seek for each, and no more than the answer is held in memory.
 */
final class KeyScan {
  private final Index index;
  private final byte[] prefix;
  private final byte[] start;
  private final int limit;

  /** Largest first, so that it is the one to go. */
  private final PriorityQueue<Row> kept = new PriorityQueue<>(Collections.reverseOrder());

  private boolean hasMore;
  private int partition;
  private boolean seekAgain;

  /**
   * A scan.
   *
   * @param limit how many keys are wanted, 1 or more; so many rows are held in memory
   */
  KeyScan(Index index, String prefix, Optional<BlobKey> after, int limit) {
    this.index = index;
    this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
    this.start = start(this.prefix, after);
    this.limit = limit;
  }

  /** The smallest bytes that are after the key and do not come before the prefix. */
  private static byte[] start(byte[] prefix, Optional<BlobKey> after) {
    if (after.isEmpty()) {
      return prefix;
    }
    byte[] last = after.get().bytes();
    byte[] next = Arrays.copyOf(last, last.length + 1);
    return Arrays.compareUnsigned(next, prefix) > 0 ? next : prefix;
  }

  /** A row of the index. Ordered by key alone, because a key has one partition. */
  static final class Row implements Comparable<Row> {
    private final int partition;
    private final byte[] key;

    Row(int partition, byte[] key) {
      this.partition = partition;
      this.key = key;
    }

    /** Whose record it is. Throws StorageFailure CORRUPT if it is no record's. */
    PartitionedKey key() {
      return IndexKeys.recordOf(partition, key);
    }

    @Override
    public int compareTo(Row other) {
      return Arrays.compareUnsigned(key, other.key);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Row row && Arrays.equals(key, row.key);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(key);
    }
  }

  /** The rows of the first keys, ascending; whether more follow. */
  record Rows(List<Row> rows, boolean hasMore) {}

  /** Looks; waits for the disk. */
  Rows run() throws IOException {
    do {
      seekAgain = false;
      byte[] from =
          ByteBuffer.allocate(Integer.BYTES + start.length).putInt(partition).put(start).array();
      index.records(from, this::row);
    } while (seekAgain);
    List<Row> rows = new ArrayList<>(kept);
    Collections.sort(rows);
    return new Rows(rows, hasMore);
  }

  /** Whether to go on from here; if not, the next partition is to be looked for. */
  private boolean row(byte[] rowKey, byte[] value) {
    int here = IndexKeys.partitionOf(rowKey);
    byte[] key = Arrays.copyOfRange(rowKey, Integer.BYTES, rowKey.length);
    if (here != partition && Arrays.compareUnsigned(key, start) < 0) {
      return seekTo(here);
    }
    if (!KeyPrefix.beginsWith(key, prefix)) {
      return seekTo(here + 1);
    }
    partition = here;
    Row row = new Row(here, key);
    if (kept.size() == limit && row.compareTo(kept.element()) > 0) {
      hasMore = true;
      return seekTo(here + 1);
    }
    kept.add(row);
    if (kept.size() > limit) {
      kept.remove();
      hasMore = true;
    }
    return true;
  }

  private boolean seekTo(int next) {
    partition = next;
    seekAgain = true;
    return false;
  }
}
