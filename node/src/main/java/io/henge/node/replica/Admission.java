package io.henge.node.replica;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.CurrentChain;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.NodeId;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Of which partitions this node takes data: those that it owns, and, as far as there is room for
 * hints, those that it stands in for (rules W3, H2). Before the founding there is nothing to tell
 * them apart by, and nobody to bring any.
 */
final class Admission {
  private final NodeId self;
  private final CurrentChain chain;
  private final HintRoom hintRoom;

  Admission(NodeId self, CurrentChain chain, HintRoom hintRoom) {
    this.self = self;
    this.chain = chain;
    this.hintRoom = hintRoom;
  }

  /** Whether this node owns a partition. */
  boolean isOwner(int partition) {
    return layouts().map(layouts -> layouts.isOwner(self, partition)).orElse(true);
  }

  /** Fails with a {@link ReplicaRefusal} when the data is not taken here. */
  Future<Void> admit(int partition, BlobObject data) {
    return admit(partition, data.live().stream().flatMap(v -> v.content().stream()));
  }

  /** The same for a version of that content, or of none. */
  Future<Void> admit(int partition, Optional<Content> content) {
    return admit(partition, content.stream());
  }

  private Future<Void> admit(int partition, Stream<Content> contents) {
    return refusal(partition, contents)
        .<Future<Void>>map(Future::failedFuture)
        .orElseGet(Future::succeededFuture);
  }

  private Optional<ReplicaRefusal> refusal(int partition, Stream<Content> contents) {
    if (isOwner(partition)) {
      return Optional.empty();
    }
    if (layouts().filter(layouts -> layouts.isStandIn(self, partition)).isEmpty()) {
      return Optional.of(
          new ReplicaRefusal(Reason.REFUSED, "this node is no owner of the key and no stand-in"));
    }
    if (layouts().filter(layouts -> layouts.isParting(self)).isPresent()) {
      return Optional.of(
          new ReplicaRefusal(Reason.REFUSED, "this node is leaving, and stands in for nobody"));
    }
    return hintRoom.refusal(contents.mapToLong(Content::sizeBytes).sum());
  }

  private Optional<Layouts> layouts() {
    return chain.entry().map(ChainEntry::layouts);
  }
}
