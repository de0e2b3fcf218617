package io.henge.node.coordinator;

import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange.Gap;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.message.KeyObject;
import io.henge.node.message.PeerReply;
import io.henge.ring.BlobKey;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What several members say of a range of keys, together: a pure accumulator. It is known only as
 * far as each of them has told: up to the first of their ends, and not in the gap of any of them.
 */
final class KeyMerge {
  private final TreeMap<BlobKey, BlobObject> objects = new TreeMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<ReplicaFailure> contradictions = new ArrayList<>();
  private Optional<KeyBound> end = Optional.empty();

  void add(Member member, PeerReply.Keys told) {
    for (KeyObject known : told.keys()) {
      try {
        objects.merge(known.key(), known.object(), BlobObject::merge);
      } catch (IllegalStateException | IllegalArgumentException contradiction) {
        contradictions.add(
            new ReplicaFailure(
                member.seat(), ReplicaFailure.Reason.STORAGE, contradiction.getMessage()));
      }
    }
    gaps.addAll(told.gaps());
    if (told.end().isPresent() && end.map(e -> told.end().get().compareTo(e) < 0).orElse(true)) {
      end = told.end();
    }
  }

  /** All keys that are told of before the end, with what the answers say of them together. */
  SortedMap<BlobKey, BlobObject> objects() {
    Optional<BlobKey> firstUntold =
        end.flatMap(place -> objects.keySet().stream().filter(place::isUpTo).findFirst());
    return firstUntold.isPresent() ? objects.headMap(firstUntold.get()) : objects;
  }

  /** The gaps that begin before the end, by where they begin. */
  List<Gap> gaps() {
    return gaps.stream()
        .filter(gap -> end.map(e -> gap.from().compareTo(e) < 0).orElse(true))
        .sorted(Comparator.comparing(Gap::from))
        .toList();
  }

  /** From where on at least one of them says nothing. */
  Optional<KeyBound> end() {
    return end;
  }

  /** Copies that cannot be merged with the others, and so were left out. */
  List<ReplicaFailure> contradictions() {
    return contradictions;
  }
}
