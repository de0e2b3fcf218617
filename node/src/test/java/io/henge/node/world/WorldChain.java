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
import io.henge.node.membership.FoundingDesk;
import io.henge.node.membership.Identity;
import io.henge.node.membership.Replacements;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Introductions;
import io.henge.node.replica.PeerService;
import io.henge.ring.ChainPosition;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.IntPredicate;

/** What a process of a world has for founding and chain, put together as a real node does it. */
final class WorldChain implements PeerService.Desks {
  private final FoundingDesk founding;
  private final Acceptor acceptor;
  private final ChainDesk desk;
  private final ChainVote vote;
  private final Replacements replacements;
  private final BackgroundWork gossip;

  /** What a replacement needs to know of the store and of strangers. */
  record Outward(IntPredicate filled, Introductions introductions) {}

  WorldChain(
      Identity identity,
      ChainFiles files,
      CurrentChain chain,
      FoundingDesk founding,
      ChainVote.World world,
      Outward outward) {
    this.founding = founding;
    acceptor = new Acceptor(identity, files, chain);
    Filledness filledness = new Filledness(identity, chain, outward.filled());
    desk =
        new ChainDesk(
            chain, new ChainAdoption(files, chain), acceptor, world.network(), filledness);
    vote = new ChainVote(identity, chain, acceptor, desk, world);
    replacements =
        new Replacements(
            identity,
            chain,
            vote,
            filledness,
            new Replacements.World(world.clock(), world.network(), outward.introductions()));
    gossip =
        new BackgroundWork(new ChainGossip(identity, chain, desk, world.entropy()), world.clock());
  }

  /** Reads what the disk remembers, after the founding's part. */
  Future<Void> open() {
    return acceptor.open().onSuccess(opened -> gossip.start(1));
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
