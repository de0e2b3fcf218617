package io.henge.node.replica;

import io.henge.ring.version.Content;
import io.henge.ring.version.Context;
import io.henge.ring.version.Policy;
import io.henge.ring.version.RequestRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A version before it has a dot.
 *
 * @param past what the write replaces, exactly (rules V2 and V8)
 * @param policy the bucket's policy, stamped into the version (rule V5)
 * @param requestId the id that the client chose, if it did (rule V9)
 * @param requests what the coordinator knows of the key's requests; the version takes along those
 *     of its past
 * @param removalNumber the highest of the partition that the coordinator has met (rule T2): no
 *     removal below it is decided any more
 * @param expiresAtMillis from when on the version reads as absent, in milliseconds since 1970 (rule
 *     V6); empty for a delete
 * @param content what the bytes are; empty for a delete (rule V4)
 */
public record Draft(
    Context past,
    Policy policy,
    Optional<String> requestId,
    List<RequestRecord> requests,
    long removalNumber,
    OptionalLong expiresAtMillis,
    Optional<Content> content) {
  public Draft {
    requests = List.copyOf(requests);
  }

  /** Whether it is a delete. */
  boolean isTombstone() {
    return content.isEmpty();
  }
}
