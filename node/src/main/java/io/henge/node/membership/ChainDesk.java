package io.henge.node.membership;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Network;
import io.henge.ring.ChainEntry;
import io.henge.ring.ChainPosition;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One node's part in the life of the chain: it hands out its newest entry, votes on the next, and
 * takes over those that were chosen.
 *
 * <p>Belongs to one event loop.
 */
public final class ChainDesk implements ChainNews {
  /** How long a node waits for the newest entry of another. */
  static final long FETCH_MILLIS = 2_000;

  private final CurrentChain chain;
  private final ChainAdoption adoption;
  private final Acceptor acceptor;
  private final Pledges pledges;
  private final Network network;
  private final Filledness filledness;

  /** At most one of each member. */
  private final Map<NodeId, Future<Void>> fetches = new HashMap<>();

  public ChainDesk(
      CurrentChain chain,
      ChainAdoption adoption,
      Acceptor acceptor,
      Pledges pledges,
      Network network,
      Filledness filledness) {
    this.chain = chain;
    this.adoption = adoption;
    this.acceptor = acceptor;
    this.pledges = pledges;
    this.network = network;
    this.filledness = filledness;
  }

  /**
   * Answers a message about the chain.
   *
   * @param from the peer, proven by the handshake
   * @param theirs where the peer stands in the chain
   */
  public Future<PeerReply> answer(
      NodeId from, Optional<ChainPosition> theirs, PeerRequest.OfChain request) {
    Optional<Member> sender = chain.entry().flatMap(entry -> entry.layouts().memberOf(from));
    if (sender.isEmpty()) {
      return refused("node " + from + " is not a member of this node's cluster");
    }
    Optional<ChainPosition> mine = chain.entry().map(ChainEntry::position);
    ChainStanding standing = ChainStanding.of(mine, theirs);
    if (mine.isPresent() && isOfEarlierGeneration(theirs, mine.get())) {
      return Future.succeededFuture(stale());
    }
    if (request instanceof PeerRequest.Chosen chosen) {
      return adopt(chosen.entryJson()).map(adopted -> new PeerReply.Done());
    }
    if (standing == ChainStanding.APART || standing == ChainStanding.CONTRADICTION) {
      return refused("chain entries contradict each other: here " + mine + ", there " + theirs);
    }
    if (request instanceof PeerRequest.AskChain) {
      return Future.succeededFuture(
          standing == ChainStanding.AHEAD ? stale() : new PeerReply.Done());
    }
    // Who votes on the entry after the sender's, or speaks of the rows in it, must have it first.
    Future<Void> level =
        standing == ChainStanding.BEHIND
            ? fetch(sender.get()).otherwiseEmpty()
            : Future.succeededFuture();
    return level.compose(fetched -> answerLevelled(theirs, request));
  }

  /** Who is pledged to the present generation goes on with it by the answer. */
  private static boolean isOfEarlierGeneration(Optional<ChainPosition> theirs, ChainPosition mine) {
    return theirs.filter(there -> there.generation() < mine.generation()).isPresent();
  }

  /** This node's own pledge. */
  Future<PeerReply> pledge(PeerRequest.Pledge request) {
    return pledges.answer(request);
  }

  private Future<PeerReply> answerLevelled(
      Optional<ChainPosition> theirs, PeerRequest.OfChain request) {
    if (request instanceof PeerRequest.Fullness) {
      return Future.succeededFuture(fullness(theirs));
    }
    if (request instanceof PeerRequest.Pledge pledge) {
      return pledges.answer(pledge);
    }
    return request instanceof PeerRequest.Prepare prepare
        ? acceptor.answer(prepare)
        : acceptor.answer((PeerRequest.Accept) request);
  }

  /** What is said of the rows of one entry is no answer to a question about those of another. */
  private PeerReply fullness(Optional<ChainPosition> theirs) {
    Optional<ChainPosition> mine = chain.entry().map(ChainEntry::position);
    return switch (ChainStanding.of(mine, theirs)) {
      case TOGETHER -> filledness.report();
      case AHEAD -> stale();
      default -> new PeerReply.Refused(Reason.CHAIN, "the sender's chain entry did not come");
    };
  }

  @Override
  public Future<Void> adopt(String entryJson) {
    // Many requests may bring the same entry at once, and documents are long.
    if (chain.entry().filter(head -> head.toJson().equals(entryJson)).isPresent()) {
      return Future.succeededFuture();
    }
    try {
      return adoption.adopt(ChainEntry.parse(entryJson));
    } catch (IllegalArgumentException malformed) {
      return Future.failedFuture(new ChainContradiction("no entry: " + malformed.getMessage()));
    }
  }

  @Override
  public Future<Void> fetch(Member from) {
    Future<Void> running = fetches.get(from.node());
    if (running != null) {
      return running;
    }
    Envelope envelope = new Envelope(chain.entry().map(ChainEntry::position), 0);
    Future<Void> fetched =
        network
            .call(from, PeerCodec.encode(envelope, new PeerRequest.AskChain()), FETCH_MILLIS)
            .map(PeerCodec::decodeReply)
            .compose(this::take)
            .andThen(ended -> fetches.remove(from.node()));
    if (!fetched.isComplete()) {
      fetches.put(from.node(), fetched);
    }
    return fetched;
  }

  private Future<Void> take(PeerReply reply) {
    if (reply instanceof PeerReply.Stale stale) {
      return adopt(stale.entryJson());
    }
    return reply instanceof PeerReply.Done
        ? Future.succeededFuture()
        : Future.failedFuture(new ChainContradiction("it did not give its chain entry: " + reply));
  }

  private PeerReply stale() {
    return new PeerReply.Stale(chain.entry().orElseThrow().toJson());
  }

  private static Future<PeerReply> refused(String text) {
    return Future.succeededFuture(new PeerReply.Refused(Reason.CHAIN, text));
  }
}
