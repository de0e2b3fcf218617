package io.henge.node.storage;

import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange.Gap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keys of a node in the order of their bytes, of many partitions, with their records: all that
 * there are, but for the gaps and what follows the end.
 *
 * @param entries ascending
 * @param gaps what is left out of groups after a key that is shown here, ascending
 * @param end where the next page begins; empty when this is the last
 * @param unreadable partitions of which a record is left out because it cannot be read as one
 */
public record NamePage(
    List<KeyPage.Entry> entries, List<Gap> gaps, Optional<KeyBound> end, Set<Integer> unreadable) {
  public NamePage {
    unreadable = Set.copyOf(unreadable);
    entries = List.copyOf(entries);
    gaps = List.copyOf(gaps);
  }
}
