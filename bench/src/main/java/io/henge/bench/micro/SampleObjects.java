package io.henge.bench.micro;

import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.henge.ring.version.Actor;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Policy;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Objects as clusters hold them: mostly one live version, written by one of three owners. */
final class SampleObjects {
  private static final long MILLIS = 1_790_000_000_000L;

  private SampleObjects() {}

  /** A key that was written once. */
  static BlobObject writtenOnce() {
    return BlobObject.written(version(1, 1, Context.EMPTY, MILLIS));
  }

  /** A key that each of three owners has replaced once. */
  static BlobObject replacedByThree() {
    BlobObject object = BlobObject.EMPTY;
    for (int node = 1; node <= 3; node++) {
      object = replaced(object, node);
    }
    return object;
  }

  /** The object after one more write at a node, which has seen all of it. */
  static BlobObject replaced(BlobObject object, int node) {
    Context past = object.context();
    long millis = past.highest().millis() + 1000;
    long counter = past.next(actor(node)).counter();
    Version next = version(node, counter, past, Math.max(MILLIS, millis));
    return object.merge(BlobObject.written(next));
  }

  /** Two writes that have seen the object and not each other. */
  static BlobObject[] concurrent(BlobObject object) {
    return new BlobObject[] {replaced(object, 1), replaced(object, 2)};
  }

  private static Actor actor(int node) {
    return new Actor(new NodeId(0x9e3779b97f4a7c15L * node), new Incarnation(-node), 2);
  }

  private static Version version(int node, long counter, Context past, long millis) {
    Content content =
        new Content(20_000, 0x12345678, new TreeMap<>(Map.of("content-type", "image/jpeg")));
    return new Version(
        new Dot(actor(node), counter),
        past,
        new Timestamp(millis, 0),
        Policy.SIBLINGS,
        Optional.of("5b8deb4536a0ef877d8bf0356ef5c96c"),
        OptionalLong.empty(),
        Optional.of(content));
  }
}
