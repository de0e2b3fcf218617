package io.henge.node;

import io.henge.node.coordinator.CoordinatorEvents;
import io.henge.node.coordinator.OwnerCoordinator;
import io.henge.node.coordinator.Planner;
import io.henge.node.handoff.Backlog;
import io.henge.node.handoff.Hints;
import io.henge.node.membership.ChainNews;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.removal.Deaths;
import io.henge.node.removal.RemovalDesk;
import io.henge.node.removal.RemovalEvents;
import io.henge.node.repair.HashTrees;
import io.henge.node.repair.PartitionDesk;
import io.henge.node.replica.CopyChanges;
import io.henge.node.replica.LocalReplica;
import io.henge.node.replica.MissingBytes;
import io.henge.node.replica.PeerService;
import io.henge.node.replica.PeerTimeouts;
import io.henge.node.replica.Replicas;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.version.HybridClock;
import io.vertx.core.Future;
import java.util.function.IntPredicate;

/**
 * The protocol core for the partitions of one event loop: the copies on this node, and the
 * coordinator of requests.
 *
 * @param replicas the copies
 * @param coordinator the coordinator
 * @param desk answers what peers ask about whole partitions
 * @param trees the hash trees of the partitions
 * @param removals answers what they ask about removals
 * @param deaths in which partitions there may be something to remove
 * @param hints how many of the copies are others'
 */
record LoopParts(
    Replicas replicas,
    OwnerCoordinator coordinator,
    PartitionDesk desk,
    HashTrees trees,
    RemovalDesk removals,
    Deaths deaths,
    Hints hints)
    implements PeerService.Holdings {
  /**
   * A peer's lookup; its commit, with the sync of a large body; an offer, with the fetch of one.
   */
  private static final PeerTimeouts TIMEOUTS = new PeerTimeouts(2_000, 600_000, 1_800_000);

  /**
   * What is counted of all loops together.
   *
   * @param events beside the coordinators' answers
   * @param backlog of hints
   */
  record Counts(CoordinatorEvents events, Backlog backlog) {}

  /**
   * What belongs to one loop of all.
   *
   * @param mine which partitions
   * @param removals is told of their removals
   */
  record Share(IntPredicate mine, RemovalEvents removals) {}

  /**
   * The parts of one loop.
   *
   * @param share which partitions belong to it
   */
  static LoopParts of(NodeParts node, ChainNews news, Counts counts, Share share) {
    NodeParts.Membership membership = node.membership();
    NodeId self = membership.identity().node();
    Hints hints = new Hints(counts.backlog(), self, share.mine());
    MissingBytes missingBytes =
        new MissingBytes(
            self,
            node.store(),
            node.bodies(),
            node.entropy(),
            node.config().storage().smallBlobBytesMax());
    HashTrees trees = new HashTrees(node.store(), membership.chain());
    Deaths deaths = new Deaths();
    LocalReplica local =
        new LocalReplica(
            membership.identity(),
            new LocalReplica.Keeping(
                node.store(),
                missingBytes,
                membership.removals(),
                CopyChanges.all(trees, deaths, hints),
                counts.backlog()),
            membership.epochs(),
            new HybridClock(node.clock()::wallMillis),
            membership.chain());
    Replicas replicas =
        new Replicas(self, local, node.peers().connections(), membership.chain(), news, TIMEOUTS);
    OwnerCoordinator coordinator =
        new OwnerCoordinator(
            new Planner(self, membership.chain(), node.peers().health()),
            replicas,
            node.contextTokens(),
            new OwnerCoordinator.World(
                node.clock(),
                node.entropy(),
                node.store(),
                node.bodies(),
                node.peers().health(),
                counts.events()));
    RemovalDesk removals =
        new RemovalDesk(self, membership.chain(), local.removal(), node.clock(), share.removals());
    return new LoopParts(
        replicas,
        coordinator,
        new PartitionDesk(local, trees, membership.removals()),
        trees,
        removals,
        deaths,
        hints);
  }

  @Override
  public Future<PeerReply> answer(Member from, PeerRequest.OfPartition request) {
    return request instanceof PeerRequest.OfRemoval ofRemoval
        ? removals.answer(ofRemoval)
        : desk.answer(from, request);
  }
}
