package io.henge.node.coordinator;

import io.henge.node.port.Clock;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Siblings;
import io.henge.ring.version.Version;
import java.util.Optional;

/**
 * A read and when it arrived. It sees what had not expired by then (rule V6): one reading of the
 * clock holds for all of its steps, so that they agree on whether there is anything to show.
 *
 * @param wallMillis when it arrived, by this node's wall clock
 * @param deadline by the monotonic clock, in milliseconds
 */
record ArrivedRead(GetRequest request, long wallMillis, long deadline) {
  /** A read that arrives at this moment. */
  static ArrivedRead now(GetRequest request, Clock clock) {
    return new ArrivedRead(
        request, clock.wallMillis(), clock.monotonicMillis() + request.options().timeoutMillis());
  }

  /** What it sees of an object. */
  Siblings siblings(BlobObject object) {
    return object.siblings().unexpired(wallMillis);
  }

  /** The version that it asks for, if the object has it, and it has bytes and not expired. */
  Optional<Version> wantedOf(BlobObject object) {
    return request
        .version()
        .map(dot -> object.version(dot).filter(this::isThere))
        .orElseGet(() -> siblings(object).shown());
  }

  private boolean isThere(Version version) {
    return !version.isTombstone() && !version.isExpired(wallMillis);
  }
}
