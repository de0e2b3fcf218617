package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.Change.NewBody;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.TableBatch;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A change's part in the index: the record, the small bodies that come with it, and the end of the
 * bodies that it replaces. Blob files of new bodies must be in their places.
 */
final class ChangeWrite implements IndexWrite<ChangeWrite.Replaced> {
  private static final int RECORD_BYTES_ABOUT = 512;

  /**
   * The bodies that a change puts an end to.
   *
   * @param files the names of the blob files that are to be unlinked
   * @param inline the dots of those that were in the index
   */
  record Replaced(List<String> files, List<Dot> inline) {
    Replaced {
      files = List.copyOf(files);
      inline = List.copyOf(inline);
    }
  }

  private final Index index;
  private final Change change;
  private final Map<Dot, byte[]> inlineValues;

  /**
   * Checks a change.
   *
   * @throws IllegalArgumentException if it brings a body that its record does not want
   * @throws StorageFailure CORRUPT if bytes do not have the length and checksum of their version
   */
  ChangeWrite(Index index, Change change) {
    this.index = index;
    this.change = change;
    this.inlineValues = checkedValues(change);
  }

  private static Map<Dot, byte[]> checkedValues(Change change) {
    Map<Dot, byte[]> values = new HashMap<>();
    Set<Dot> seen = new HashSet<>();
    for (NewBody body : change.bodies()) {
      Version version = body.version();
      Dot dot = version.dot();
      boolean wanted = change.record().object().version(dot).filter(version::equals).isPresent();
      if (!wanted || version.isTombstone() || !seen.add(dot)) {
        throw new IllegalArgumentException("a body that the record does not want: " + dot);
      }
      if (body instanceof NewBody.Inline inline) {
        byte[] value = InlineValue.encode(inline.bytes());
        if (!InlineValue.isOf(version.content().orElseThrow(), value)) {
          throw new StorageFailure(
              StorageFailure.Kind.CORRUPT,
              "the bytes of %s do not have the checksum that their version names".formatted(dot));
        }
        values.put(dot, value);
      }
    }
    return values;
  }

  @Override
  public int sizeBytes() {
    int bodyBytes = inlineValues.values().stream().mapToInt(value -> value.length).sum();
    return RECORD_BYTES_ABOUT + bodyBytes;
  }

  /** Bodies in files have been written already. */
  @Override
  public SpaceUse use() {
    return inlineValues.isEmpty() ? SpaceUse.RECORD : change.use();
  }

  @Override
  public Replaced addTo(TableBatch batch) throws IOException {
    PartitionedKey key = change.key();
    Optional<StoredRecord> before = index.record(key);
    StoredRecord old = before.orElse(StoredRecord.EMPTY);
    List<Version> live = change.record().object().live();
    List<Place> places = places(live, old);
    if (change.record().object().isEmpty() && change.record().mint().isEmpty()) {
      Index.deleteRecord(batch, IndexKeys.record(key));
    } else {
      if (before.isEmpty()) {
        NameOrder.add(batch, key);
      }
      StoredRecord stored = new StoredRecord(change.record(), places);
      batch.put(Family.RECORDS, IndexKeys.record(key), IndexRecordCodec.encode(stored));
    }
    addBodies(old, batch);
    Map<Dot, Place> kept = new HashMap<>();
    for (int i = 0; i < live.size(); i++) {
      kept.put(live.get(i).dot(), places.get(i));
    }
    for (Dot damaged : old.record().damaged()) {
      if (!kept.containsKey(damaged)) {
        DamageNotes.delete(batch, key, damaged);
      }
    }
    return endReplaced(old, kept, batch);
  }

  private List<Place> places(List<Version> live, StoredRecord old) {
    Map<Dot, Place> fresh = new HashMap<>();
    for (NewBody body : change.bodies()) {
      fresh.put(body.version().dot(), body instanceof NewBody.Inline ? Place.INLINE : Place.FILE);
    }
    List<Place> places = new ArrayList<>(live.size());
    for (Version version : live) {
      Optional<Place> place =
          version.isTombstone()
              ? Optional.of(Place.NONE)
              : Optional.ofNullable(fresh.get(version.dot()));
      places.add(
          place
              .or(() -> old.placeOf(version.dot()))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "a live version without its bytes: " + version.dot())));
    }
    return places;
  }

  private void addBodies(StoredRecord old, TableBatch batch) {
    for (NewBody body : change.bodies()) {
      Dot dot = body.version().dot();
      if (body instanceof NewBody.Inline) {
        byte[] value = inlineValues.get(dot);
        batch.put(Family.BODIES, IndexKeys.body(change.key(), dot), value);
      } else {
        // The same version may have been here before, and its file's end noted.
        Index.deleteUnlink(batch, BlobFiles.name(change.key().key(), dot));
      }
      if (old.placeOf(dot).isPresent()) {
        // A good copy in place of a damaged one, perhaps; that may be noted in this very batch.
        DamageNotes.delete(batch, change.key(), dot);
      }
    }
  }

  private Replaced endReplaced(StoredRecord old, Map<Dot, Place> kept, TableBatch batch) {
    List<String> files = new ArrayList<>();
    List<Dot> inline = new ArrayList<>();
    List<Version> live = old.record().object().live();
    for (int i = 0; i < live.size(); i++) {
      Dot dot = live.get(i).dot();
      Place place = old.places().get(i);
      if (place == Place.NONE || place == kept.get(dot)) {
        continue;
      }
      if (place == Place.INLINE) {
        batch.delete(Family.BODIES, IndexKeys.body(change.key(), dot));
        inline.add(dot);
      } else {
        String name = BlobFiles.name(change.key().key(), dot);
        Index.putUnlink(batch, name);
        files.add(name);
      }
    }
    return new Replaced(files, inline);
  }
}
