package io.henge.node;

import io.henge.node.failure.BlobFailure;
import io.henge.node.http.PolicyDesk;
import io.henge.node.http.ReplaceDesk;
import io.henge.node.http.RingDesk;
import io.henge.node.loop.EventLoops;
import io.henge.node.loop.EventLoops.Loop;
import io.henge.node.membership.BucketPolicies;
import io.henge.node.membership.ChainDesk;
import io.henge.node.membership.ChainGossip;
import io.henge.node.membership.ChainNews;
import io.henge.node.membership.ChainVote;
import io.henge.node.membership.ChangeDriver;
import io.henge.node.membership.ChangeProgress;
import io.henge.node.membership.Filledness;
import io.henge.node.membership.Forcing;
import io.henge.node.membership.Replacements;
import io.henge.node.membership.RingChanges;
import io.henge.node.membership.RingPlan;
import io.henge.node.membership.RingWish;
import io.henge.node.membership.StagedWishes;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.replica.PeerService;
import io.henge.node.storage.BlobStore;
import io.henge.node.transfer.ReplicaSample;
import io.henge.ring.Address;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ChainEntry;
import io.henge.ring.ChainPosition;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * What concerns founding and chain, on the one event loop to which it belongs, and reachable from
 * all others.
 */
final class ChainLoop implements ChainNews, PeerService.Desks, PolicyDesk, ReplaceDesk, RingDesk {
  private final NodeParts.Membership membership;
  private final BlobStore store;
  private final long transferBytesPerSecond;
  private final ChainGossip gossip;
  private final ChangeDriver driver;
  private final EventLoops<Parts> loop;

  /** What lives there. */
  private record Parts(
      ChainDesk desk,
      BucketPolicies policies,
      Replacements replacements,
      RingChanges ringChanges,
      Forcing forcing) {}

  ChainLoop(Vertx vertx, Context context, NodeParts node) {
    membership = node.membership();
    store = node.store();
    transferBytesPerSecond = node.config().repair().bytesPerSecond();
    Filledness filledness =
        new Filledness(
            membership.identity(),
            membership.chain(),
            node.store()::isFilled,
            layouts -> node.backlog().isEmpty(membership.identity().node(), layouts));
    ChainDesk desk =
        new ChainDesk(
            membership.chain(),
            membership.adoption(),
            membership.acceptor(),
            membership.pledges(),
            node.peers().connections(),
            filledness);
    ChainVote vote =
        new ChainVote(
            membership.identity(),
            membership.chain(),
            membership.acceptor(),
            desk,
            new ChainVote.World(node.clock(), node.entropy(), node.peers().connections()));
    Replacements replacements =
        new Replacements(
            membership.identity(),
            membership.chain(),
            vote,
            filledness,
            new Replacements.World(
                node.clock(), node.peers().connections(), node.peers().introductions()));
    RingChanges ringChanges =
        new RingChanges(
            membership.identity(),
            membership.chain(),
            vote,
            filledness,
            new RingChanges.World(
                node.clock(),
                node.peers().connections(),
                node.peers().introductions(),
                node.peers().health()));
    Forcing forcing =
        new Forcing(
            membership.identity(),
            membership.chain(),
            desk,
            node.peers().connections(),
            node.peers().introductions());
    driver = ringChanges.driver();
    gossip = new ChainGossip(membership.identity(), membership.chain(), desk, node.entropy());
    loop =
        new EventLoops<>(
            vertx,
            List.of(
                new Loop<>(
                    context,
                    new Parts(
                        desk, new BucketPolicies(vote), replacements, ringChanges, forcing))));
  }

  /** The work in the background that keeps the chain up to date; to be run on this loop. */
  ChainGossip gossip() {
    return gossip;
  }

  /** The work that brings a change of the ring to its end; to be run on this loop. */
  ChangeDriver driver() {
    return driver;
  }

  @Override
  public Future<Void> adopt(String entryJson) {
    return here(parts -> parts.desk().adopt(entryJson));
  }

  @Override
  public Future<Void> fetch(Member from) {
    return here(parts -> parts.desk().fetch(from));
  }

  @Override
  public Future<PeerReply> founding(PeerRequest.OfFounding request) {
    return here(parts -> membership.desk().answer(request));
  }

  @Override
  public Future<PeerReply> chain(
      NodeId from, Optional<ChainPosition> theirs, PeerRequest.OfChain request) {
    return here(parts -> parts.desk().answer(from, theirs, request));
  }

  /** Fails with {@link BlobFailure}. */
  @Override
  public Future<ChainEntry> set(String bucket, BucketPolicy policy, long timeoutMillis) {
    return here(parts -> parts.policies().set(bucket, policy, timeoutMillis));
  }

  /** Fails with {@link BlobFailure}. */
  @Override
  public Future<ChainEntry> replace(
      Seat seat, Address newcomer, boolean acceptLoss, long timeoutMillis) {
    Replacements.Wish wish = new Replacements.Wish(seat, newcomer, acceptLoss);
    return here(parts -> parts.replacements().replace(wish, timeoutMillis));
  }

  @Override
  public Future<List<RingWish>> staged() {
    return here(parts -> Future.succeededFuture(membership.staged().all()));
  }

  @Override
  public Future<List<RingWish>> stage(RingWish wish) {
    return here(parts -> membership.staged().stage(wish));
  }

  @Override
  public Future<List<RingWish>> revert(OptionalInt index) {
    StagedWishes staged = membership.staged();
    return here(parts -> index.isPresent() ? staged.revert(index.getAsInt()) : staged.revert());
  }

  @Override
  public Future<RingPlan> plan() {
    return here(parts -> parts.ringChanges().plan(membership.staged().all()))
        .compose(planned -> pace().map(pace -> new RingPlan(planned, pace)));
  }

  /** The replicas here stand for those elsewhere; a plan is worth something without them, too. */
  private Future<RingPlan.Pace> pace() {
    List<Integer> held =
        membership
            .chain()
            .entry()
            .map(entry -> entry.layouts().partitionsOf(membership.identity().node()))
            .orElse(List.of());
    return ReplicaSample.of(store::page, held)
        .otherwise(new ReplicaSample.Result(0, 0))
        .map(
            sample ->
                new RingPlan.Pace(sample.meanBytes(), sample.replicas(), transferBytesPerSecond));
  }

  @Override
  public Future<ChainEntry> apply(
      Optional<String> plannedOn, boolean acceptLoss, long timeoutMillis) {
    return here(
        parts ->
            membership
                .staged()
                .apply(
                    wishes ->
                        parts.ringChanges().apply(wishes, plannedOn, acceptLoss, timeoutMillis)));
  }

  @Override
  public Future<ChainEntry> apply(RingWish wish, boolean acceptLoss, long timeoutMillis) {
    return here(
        parts ->
            parts.ringChanges().apply(List.of(wish), Optional.empty(), acceptLoss, timeoutMillis));
  }

  @Override
  public Future<ChainEntry> abort(long timeoutMillis) {
    return here(parts -> parts.ringChanges().abort(timeoutMillis));
  }

  @Override
  public Future<ChainEntry> giveUp(Seat seat, long timeoutMillis) {
    return here(parts -> parts.ringChanges().giveUp(seat, timeoutMillis));
  }

  @Override
  public Future<ChainEntry> force(Set<Seat> lost, boolean acceptLoss) {
    return here(parts -> parts.forcing().force(lost, acceptLoss));
  }

  @Override
  public Future<ChangeProgress> progress() {
    return here(parts -> parts.ringChanges().progress());
  }

  private <T> Future<T> here(Function<Parts, Future<T>> step) {
    return loop.on(loop.all().get(0), step);
  }
}
