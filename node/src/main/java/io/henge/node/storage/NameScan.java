package io.henge.node.storage;

import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.KeyRange.Gap;
import io.henge.node.blob.PartitionedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A page of the name order: one walk over the names from a place on, with a lookup of the record
 * for each that is wanted. Groups are jumped over after the first key in them of which the record
 * has a version to show. No blob file is touched. Waits for the disk.
 */
final class NameScan {
  /** So many names are looked at, wanted or not: a bound on what one page costs. */
  static final int NAMES_MAX = 4_096;

  /** A page ends with the record that reaches that: several pages are in memory at once. */
  static final int RECORD_BYTES_MAX = 256 << 10;

  private final Index index;
  private final KeyRange range;
  private final KeyBound start;
  private final byte[] prefix;
  private final IntPredicate partitions;
  private final List<KeyPage.Entry> entries = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final Set<Integer> unreadable = new HashSet<>();
  private Optional<KeyBound> end = Optional.empty();
  private Optional<KeyBound> jump = Optional.empty();
  private int names;
  private int recordBytes;

  NameScan(Index index, KeyRange range, IntPredicate partitions) {
    this.index = index;
    this.range = range;
    this.start = range.start();
    this.prefix = range.prefix().getBytes(StandardCharsets.UTF_8);
    this.partitions = partitions;
  }

  NamePage run() throws IOException {
    KeyBound from = start;
    do {
      jump = Optional.empty();
      index.names(from.bytes(), this::name);
      from = jump.orElse(from);
    } while (jump.isPresent());
    return new NamePage(entries, gaps, end, unreadable);
  }

  /** Whether to go on with the next name. */
  private boolean name(byte[] row, byte[] nothing) throws IOException {
    if (!KeyPrefix.beginsWith(row, prefix)) {
      return false;
    }
    PartitionedKey key = IndexKeys.nameOf(row);
    if (!start.isUpTo(key.key())) {
      // A name goes on behind its key, and so stands behind a place directly after the key.
      return true;
    }
    if (entries.size() == range.limit() || names == NAMES_MAX || recordBytes >= RECORD_BYTES_MAX) {
      end = Optional.of(KeyBound.at(key.key().text()));
      return false;
    }
    names++;
    return !partitions.test(key.partition()) || record(key);
  }

  private boolean record(PartitionedKey key) throws IOException {
    Optional<byte[]> value = index.recordValue(IndexKeys.record(key));
    if (value.isEmpty()) {
      // Removed since the walk began.
      return true;
    }
    Optional<IndexRecord> readable = decode(key, value.get());
    if (readable.isEmpty()) {
      return true;
    }
    IndexRecord record = readable.get();
    entries.add(new KeyPage.Entry(key.key(), record));
    recordBytes += value.get().length;
    Optional<String> group = range.groupOf(key.key().text());
    if (group.isEmpty() || record.object().shown().isEmpty()) {
      return true;
    }
    Gap rest = new Gap(KeyBound.after(key.key().text()), group.get());
    gaps.add(rest);
    jump = Optional.of(rest.to());
    return false;
  }

  /** Empty when that is no record; one of those does not silence all others. */
  private Optional<IndexRecord> decode(PartitionedKey key, byte[] value) throws IOException {
    try {
      return Optional.of(index.decode(key, value).record());
    } catch (StorageFailure failure) {
      if (failure.kind() != StorageFailure.Kind.CORRUPT) {
        throw failure;
      }
      unreadable.add(key.partition());
      return Optional.empty();
    }
  }
}
