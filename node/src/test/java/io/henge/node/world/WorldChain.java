package io.henge.node.world;

import io.henge.node.background.BackgroundWork;
import io.henge.node.membership.Acceptor;
import io.henge.node.membership.ChainAdoption;
import io.henge.node.membership.ChainDesk;
import io.henge.node.membership.ChainFiles;
import io.henge.node.membership.ChainGossip;
import io.henge.node.membership.ChainVote;
import io.henge.node.membership.CurrentChain;
import io.henge.node.membership.Filledness;
import io.henge.node.membership.Forcing;
import io.henge.node.membership.FoundingDesk;
import io.henge.node.membership.Identity;
import io.henge.node.membership.Pledges;
import io.henge.node.membership.Replacements;
import io.henge.node.membership.RingChanges;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Introductions;
import io.henge.node.port.Liveness;
import io.henge.node.replica.PeerService;
import io.henge.node.storage.BlobStore;
import io.henge.ring.ChainPosition;
import io.henge.ring.Layouts;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Predicate;

/** What a process of a world has for founding and chain, put together as a real node does it. */
final class WorldChain implements PeerService.Desks {
  private final FoundingDesk founding;
  private final Acceptor acceptor;
  private final ChainDesk desk;
  private final ChainVote vote;
  private final Replacements replacements;
  private final RingChanges ringChanges;
  private final Forcing forcing;
  private final Pledges pledges;
  private final BackgroundWork gossip;
  private final BackgroundWork driving;

  /** What a change of members needs to know of the store, of hints and of others. */
  record Outward(
      BlobStore store,
      Predicate<Layouts> owesNothing,
      Introductions introductions,
      Liveness liveness) {}

  WorldChain(
      Identity identity,
      ChainFiles files,
      CurrentChain chain,
      FoundingDesk founding,
      ChainVote.World world,
      Outward outward) {
    this.founding = founding;
    acceptor = new Acceptor(identity, files, chain);
    pledges = new Pledges(identity, files, chain);
    Filledness filledness =
        new Filledness(identity, chain, outward.store()::isFilled, outward.owesNothing());
    desk =
        new ChainDesk(
            chain,
            new ChainAdoption(identity.node(), pledges, files, chain, outward.store()),
            acceptor,
            pledges,
            world.network(),
            filledness);
    vote = new ChainVote(identity, chain, acceptor, desk, world);
    replacements =
        new Replacements(
            identity,
            chain,
            vote,
            filledness,
            new Replacements.World(world.clock(), world.network(), outward.introductions()));
    ringChanges =
        new RingChanges(
            identity,
            chain,
            vote,
            filledness,
            new RingChanges.World(
                world.clock(), world.network(), outward.introductions(), outward.liveness()));
    forcing = new Forcing(identity, chain, desk, world.network(), outward.introductions());
    driving = new BackgroundWork(ringChanges.driver(), world.clock());
    gossip =
        new BackgroundWork(new ChainGossip(identity, chain, desk, world.entropy()), world.clock());
  }

  /** Reads what the disk remembers, after the founding's part. */
  Future<Void> open() {
    return acceptor
        .open()
        .compose(opened -> pledges.open())
        .onSuccess(
            opened -> {
              gossip.start(1);
              driving.start(1);
            });
  }

  ChainDesk desk() {
    return desk;
  }

  ChainVote vote() {
    return vote;
  }

  Replacements replacements() {
    return replacements;
  }

  RingChanges ringChanges() {
    return ringChanges;
  }

  Forcing forcing() {
    return forcing;
  }

  @Override
  public Future<PeerReply> founding(PeerRequest.OfFounding request) {
    return founding.answer(request);
  }

  @Override
  public Future<PeerReply> chain(
      NodeId from, Optional<ChainPosition> theirs, PeerRequest.OfChain request) {
    return desk.answer(from, theirs, request);
  }
}
