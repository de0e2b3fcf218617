package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.Finding.Kind;
import io.henge.ring.KeyHash;
import io.henge.ring.codec.CodecException;
import io.henge.ring.version.Content;
import io.henge.ring.version.Version;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks single records, and the small bodies that they name. */
final class RecordCheck {
  private final Index index;
  private final Fsck.Expectations expected;
  private final Fsck.Tally tally;
  private final Consumer<Finding> out;

  RecordCheck(Index index, Fsck.Expectations expected, Fsck.Tally tally, Consumer<Finding> out) {
    this.index = index;
    this.expected = expected;
    this.tally = tally;
    this.out = out;
  }

  /** Checks a row of the index; adds the blob files that must be there. */
  void check(byte[] row, byte[] value, Map<String, FileCheck.Wanted> wanted) throws IOException {
    boolean isNamed = !index.hasNames() || index.hasName(row);
    if (isNamed) {
      tally.nameMet();
    }
    PartitionedKey key;
    try {
      key = IndexKeys.recordOf(row);
    } catch (StorageFailure e) {
      tally.record(0);
      out.accept(new Finding(Kind.RECORD_UNREADABLE, "index", e.getMessage()));
      return;
    }
    if (!isNamed) {
      found(Kind.NAME_MISSING, key, "it is not in the order of names, so no listing shows it");
    }
    StoredRecord stored;
    try {
      stored = IndexRecordCodec.decode(value);
    } catch (CodecException | NewerFormatException e) {
      tally.record(0);
      found(Kind.RECORD_UNREADABLE, key, e.getMessage());
      return;
    }
    List<Version> live = stored.record().object().live();
    tally.record(live.size());
    checkPlaceAndMark(key, stored.record());
    for (int i = 0; i < live.size(); i++) {
      Version version = live.get(i);
      if (stored.places().get(i) == Place.INLINE) {
        checkSmallBody(key, version);
      } else if (stored.places().get(i) == Place.FILE) {
        wanted.put(
            BlobFiles.name(key.key(), version.dot()), new FileCheck.Wanted(key.key(), version));
      }
    }
  }

  private void checkPlaceAndMark(PartitionedKey key, IndexRecord record) {
    Optional<Integer> partition =
        expected.partitions().map(all -> all.partitionOf(KeyHash.of(key.key())));
    if (partition.isPresent() && partition.get() != key.partition()) {
      found(
          Kind.RECORD_MISPLACED,
          key,
          "it stands in partition %d instead of %d".formatted(key.partition(), partition.get()));
    }
    long markedEpoch = record.mint().map(MintMark::epoch).orElse(0L);
    if (markedEpoch >= expected.epochsReserved().orElse(Long.MAX_VALUE)) {
      found(
          Kind.MINT_MARK_BEYOND_EPOCHS,
          key,
          "its last dot made here has epoch %d, and only those below %d are reserved"
              .formatted(markedEpoch, expected.epochsReserved().getAsLong()));
    }
  }

  private void checkSmallBody(PartitionedKey key, Version version) throws IOException {
    Content content = version.content().orElseThrow();
    Optional<byte[]> value = index.body(key, version.dot());
    if (value.isEmpty()) {
      found(Kind.BODY_MISSING, key, "the body of " + version.dot() + " is not in the index");
      return;
    }
    tally.smallBodyMet();
    if (InlineValue.decode(value.get(), content).isEmpty()) {
      found(Kind.BODY_CORRUPT, key, "the body of %s is damaged".formatted(version.dot()));
    } else {
      tally.smallBodyWhole(content.sizeBytes());
    }
  }

  private void found(Kind kind, PartitionedKey key, String text) {
    out.accept(new Finding(kind, KeyText.of(key.key()), text));
  }
}
