package io.henge.node.repair;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.replica.LocalReplica;
import io.henge.node.replica.Removals;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.Member;
import io.henge.ring.version.Timestamp;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/** Answers what peers ask about whole partitions, for those of one event loop. */
public final class PartitionDesk {
  private final LocalReplica local;
  private final HashTrees trees;
  private final Removals removals;

  public PartitionDesk(LocalReplica local, HashTrees trees, Removals removals) {
    this.local = local;
    this.trees = trees;
    this.removals = removals;
  }

  /** The reply to a member's request. */
  public Future<PeerReply> answer(Member from, PeerRequest.OfPartition request) {
    if (request instanceof PeerRequest.AskHeld ask) {
      return held(ask);
    }
    if (request instanceof PeerRequest.AskHashes ask) {
      return hashes(ask);
    }
    if (request instanceof PeerRequest.AskLeaves ask) {
      return leaves(ask);
    }
    return level((PeerRequest.Level) request);
  }

  private Future<PeerReply> level(PeerRequest.Level level) {
    return local
        .level(level.partition(), level.removalNumber())
        .compose(
            isLevel ->
                isLevel
                    ? Future.succeededFuture(new PeerReply.Done())
                    : Future.failedFuture(
                        new ReplicaRefusal(
                            Reason.REFUSED, "removals are decided without this node")));
  }

  private Future<PeerReply> hashes(PeerRequest.AskHashes ask) {
    int partition = ask.partition();
    long number = removals.number(partition);
    Timestamp removed = removals.removed(partition);
    return trees
        .of(partition)
        .map(
            tree ->
                new PeerReply.Hashes(
                    number,
                    removed,
                    ask.branches().isEmpty() ? tree.branches() : tree.leaves(ask.branches())));
  }

  /** Only of a filled partition: nobody takes anything from another one for the truth (W5). */
  private Future<PeerReply> leaves(PeerRequest.AskLeaves ask) {
    return trees
        .of(ask.partition())
        .compose(
            filled ->
                new LeafWalk(local, trees.shape())
                    .page(ask.partition(), Set.copyOf(ask.leaves()), ask.after()))
        .map(reply -> reply);
  }

  private Future<PeerReply> held(PeerRequest.AskHeld ask) {
    List<Future<Boolean>> held =
        ask.digests().stream()
            .map(one -> local.holds(new PartitionedKey(ask.partition(), one.key()), one.digest()))
            .toList();
    return Future.all(held).map(all -> new PeerReply.Held(all.list()));
  }
}
