package io.henge.ring.version;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a reader sees of an object: its live versions with bytes, the one that a plain read returns
 * first. That is the highest by {@link Rank}; but if there are versions stamped immutable, the
 * lowest of those, since what was shown first shall stay so. A tombstone next to a value is kept in
 * the object but not seen.
 *
 * <p>Attempts at one request that were minted before they met are twins: separate versions that are
 * listed and counted as one. A late twin is not seen at all: if a live version has replaced another
 * attempt at its request, and all that the straggler has replaced, it has replaced the request, and
 * the straggler must not come back as a sibling of its own successor, or after its own deletion,
 * whenever it was minted. (All that is left of the replaced attempt is the id, so here a client is
 * taken at its word that one id is one request.)
 */
public final class Siblings {
  private final List<Version> values;

  private Siblings(List<Version> values) {
    this.values = values;
  }

  static Siblings of(BlobObject object) {
    return new Siblings(
        object.live().stream()
            .filter(version -> !version.isTombstone() && !isLateTwin(version, object))
            .sorted(Siblings::displayOrder)
            .toList());
  }

  private static int displayOrder(Version one, Version two) {
    boolean immutable = one.policy() == Policy.IMMUTABLE;
    if (immutable != (two.policy() == Policy.IMMUTABLE)) {
      return immutable ? -1 : 1;
    }
    return immutable ? one.rank().compareTo(two.rank()) : two.rank().compareTo(one.rank());
  }

  private static boolean isLateTwin(Version version, BlobObject object) {
    return version.requestId().isPresent()
        && object.live().stream().anyMatch(other -> hides(other, version, object));
  }

  /**
   * Whether one live version hides another: it has replaced another attempt at its request, and all
   * that the other has replaced as well. To hide a version that has replaced more would be to lose
   * that from sight. Of two that have replaced the same the one of the higher rank stays, so that
   * no two hide each other, nor any number in a circle.
   */
  private static boolean hides(Version one, Version other, BlobObject object) {
    return !one.requestId().equals(other.requestId())
        && hasGoneTwinIn(one.past(), other, object)
        && one.past().covers(other.past())
        && (!other.past().covers(one.past()) || one.rank().compareTo(other.rank()) > 0);
  }

  /** Whether {@code seen} covers another attempt at the version's request that is gone by now. */
  static boolean hasGoneTwinIn(Context seen, Version version, BlobObject object) {
    return object.requests().stream()
        .filter(request -> version.requestId().filter(request.requestId()::equals).isPresent())
        .map(RequestRecord::dot)
        .anyMatch(dot -> seen.contains(dot) && object.version(dot).isEmpty());
  }

  /** The version that a plain read returns. */
  public Optional<Version> shown() {
    return values.stream().findFirst();
  }

  /** The versions that a reader can choose from, the shown one first, twins as one. */
  public List<Version> list() {
    return IntStream.range(0, values.size())
        .filter(i -> values.subList(0, i).stream().noneMatch(values.get(i)::isTwinOf))
        .mapToObj(values::get)
        .toList();
  }

  /** Whether the dot is that of the shown version or of a twin of it. */
  public boolean shows(Dot dot) {
    return values.stream()
        .filter(version -> version.equals(values.get(0)) || version.isTwinOf(values.get(0)))
        .anyMatch(version -> version.dot().equals(dot));
  }

  /** What is seen at a time in milliseconds since 1970: expired versions read as absent. */
  public Siblings unexpired(long nowMillis) {
    return new Siblings(values.stream().filter(version -> !version.isExpired(nowMillis)).toList());
  }
}
