package io.henge.node.repair;

import io.henge.node.message.KeyDigest;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.replica.LocalReplica;
import io.henge.ring.Member;
import io.vertx.core.Future;
import java.util.List;

/** Answers what peers ask about whole partitions, for those of one event loop. */
public final class PartitionDesk {
  private final LocalReplica local;

  public PartitionDesk(LocalReplica local) {
    this.local = local;
  }

  /** The reply to a member's request. */
  public Future<PeerReply> answer(Member from, PeerRequest.OfPartition request) {
    PeerRequest.AskDigests ask = (PeerRequest.AskDigests) request;
    return local
        .page(ask.partition(), ask.after(), ask.limit())
        .map(
            page -> {
              List<KeyDigest> digests =
                  page.entries().stream()
                      .map(entry -> new KeyDigest(entry.key(), entry.object().digest()))
                      .toList();
              return new PeerReply.Digests(digests, page.last());
            });
  }
}
