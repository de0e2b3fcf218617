package io.henge.node.storage;

import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A record, and where the bytes of its live versions are.
 *
 * @param record what callers see
 * @param places one for each of the object's live versions, in their order
 */
record StoredRecord(IndexRecord record, List<Place> places) {
  static final StoredRecord EMPTY = new StoredRecord(IndexRecord.EMPTY, List.of());

  StoredRecord {
    places = List.copyOf(places);
    List<Version> live = record.object().live();
    if (places.size() != live.size()) {
      throw new IllegalArgumentException(
          "%d places of %d versions".formatted(places.size(), live.size()));
    }
    for (int i = 0; i < places.size(); i++) {
      if ((places.get(i) == Place.NONE) != live.get(i).isTombstone()) {
        throw new IllegalArgumentException(places.get(i) + " for " + live.get(i).dot());
      }
    }
  }

  /** The same with these versions damaged. */
  StoredRecord withDamaged(Set<Dot> dots) {
    return dots.isEmpty() ? this : new StoredRecord(record.withDamaged(dots), places);
  }

  /** The place of a live version's bytes, empty when there is no such live version. */
  Optional<Place> placeOf(Dot dot) {
    List<Version> live = record.object().live();
    for (int i = 0; i < places.size(); i++) {
      if (live.get(i).dot().equals(dot)) {
        return Optional.of(places.get(i));
      }
    }
    return Optional.empty();
  }
}
