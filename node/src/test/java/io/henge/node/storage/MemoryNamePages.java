package io.henge.node.storage;

import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.KeyRange.Gap;
import io.henge.node.blob.PartitionedKey;
import io.henge.ring.BlobKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** The pages of a store that is in memory. */
public final class MemoryNamePages {
  private MemoryNamePages() {}

  /** The first keys of a range, of those that have these records. */
  public static NamePage of(
      Map<PartitionedKey, IndexRecord> records, KeyRange range, IntPredicate partitions) {
    return of(records, Set.of(), range, partitions);
  }

  /** The same where some of the records cannot be read. */
  public static NamePage of(
      Map<PartitionedKey, IndexRecord> records,
      Set<PartitionedKey> garbled,
      KeyRange range,
      IntPredicate partitions) {
    Set<Integer> unreadable = new HashSet<>();
    TreeMap<BlobKey, IndexRecord> left = new TreeMap<>();
    records.forEach(
        (key, record) -> {
          if (partitions.test(key.partition()) && range.holds(key.key())) {
            if (garbled.contains(key)) {
              unreadable.add(key.partition());
            } else {
              left.put(key.key(), record);
            }
          }
        });
    List<KeyPage.Entry> entries = new ArrayList<>();
    List<Gap> gaps = new ArrayList<>();
    while (!left.isEmpty() && entries.size() < range.limit()) {
      Map.Entry<BlobKey, IndexRecord> first = left.pollFirstEntry();
      entries.add(new KeyPage.Entry(first.getKey(), first.getValue()));
      Optional<String> group = range.groupOf(first.getKey().text());
      if (group.isPresent() && first.getValue().object().shown().isPresent()) {
        left.keySet().removeIf(key -> key.text().startsWith(group.get()));
        gaps.add(new Gap(KeyBound.after(first.getKey().text()), group.get()));
      }
    }
    return new NamePage(
        entries,
        gaps,
        left.isEmpty() ? Optional.empty() : Optional.of(KeyBound.at(left.firstKey().text())),
        unreadable);
  }
}
