package io.henge.node.replica;

import io.henge.ring.BlobKey;
import io.henge.ring.version.BlobObject;
import java.util.List;
import java.util.Optional;

/**
 * Keys of one partition in the order of their bytes, with what this node knows of them. Keys of
 * which nothing is believed are left out.
 *
 * @param entries those of the page, ascending
 * @param last after which the next page begins; empty when this is the last
 */
public record ObjectPage(List<Entry> entries, Optional<BlobKey> last) {
  public ObjectPage {
    entries = List.copyOf(entries);
  }

  /** A key and its object. */
  public record Entry(BlobKey key, BlobObject object) {}
}
