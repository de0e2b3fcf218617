package io.henge.node.storage;

import io.henge.ring.BlobKey;
import java.util.List;

/**
 * Keys of one node in the order of their bytes, of all partitions or of one, with their records.
 *
 * @param entries those of the page, ascending
 * @param isLast whether no more keys follow; a page that is not the last has entries
 */
public record KeyPage(List<Entry> entries, boolean isLast) {
  public KeyPage {
    entries = List.copyOf(entries);
    if (entries.isEmpty() && !isLast) {
      throw new IllegalArgumentException("an empty page is the last one");
    }
  }

  /** A key and what is known of it, tombstones included. */
  public record Entry(BlobKey key, IndexRecord record) {}

  /** The key after which the next page begins. */
  public BlobKey lastKey() {
    return entries.get(entries.size() - 1).key();
  }
}
