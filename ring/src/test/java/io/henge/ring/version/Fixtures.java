package io.henge.ring.version;

import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Short names for the actors and versions of examples. */
final class Fixtures {
  static final Actor A = actor(1);
  static final Actor B = actor(2);
  static final Actor C = actor(3);

  private Fixtures() {}

  static Actor actor(long node) {
    return new Actor(new NodeId(node), new Incarnation(7), 1);
  }

  static Dot dot(Actor actor, long counter) {
    return new Dot(actor, counter);
  }

  static Timestamp at(long millis) {
    return new Timestamp(millis, 0);
  }

  static Content bytes(long sizeBytes) {
    return new Content(sizeBytes, (int) sizeBytes * 31, new TreeMap<>());
  }

  static Version value(Dot dot, long millis, Policy policy, Context past) {
    return new Version(
        dot,
        past,
        at(millis),
        policy,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.of(bytes(millis)));
  }

  static Version value(Dot dot, long millis, Context past) {
    return value(dot, millis, Policy.SIBLINGS, past);
  }

  static Version tombstone(Dot dot, long millis, Context past) {
    return new Version(
        dot,
        past,
        at(millis),
        Policy.SIBLINGS,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }

  /** An attempt at a request, always with the same bytes. */
  static Version attempt(String requestId, Dot dot, long millis, Context past) {
    return new Version(
        dot,
        past,
        at(millis),
        Policy.SIBLINGS,
        Optional.of(requestId),
        OptionalLong.empty(),
        Optional.of(bytes(5)));
  }

  static BlobObject merged(Version... versions) {
    BlobObject object = BlobObject.EMPTY;
    for (Version version : versions) {
      object = object.merge(BlobObject.written(version));
    }
    return object;
  }
}
