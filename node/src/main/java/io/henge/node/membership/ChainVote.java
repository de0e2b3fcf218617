package io.henge.node.membership;

import io.henge.node.failure.BlobFailure;
import io.henge.node.message.Ballot;
import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Clock;
import io.henge.node.port.Entropy;
import io.henge.node.port.Network;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Drives votes on the next chain entry (rule C1), one at a time: the proposer of Paxos. The steps
 * of one vote are those of {@link Proposal}; this is what they have in common.
 *
 * <p>Belongs to one event loop.
 */
public final class ChainVote {
  /** How long one step of a vote waits for the voters. */
  private static final long STEP_MILLIS = 1_500;

  /** How long the news of a chosen entry is waited for; who misses it learns it by gossip. */
  private static final long TELL_MILLIS = 1_000;

  private final Identity self;
  private final CurrentChain chain;
  private final Acceptor acceptor;
  private final ChainDesk desk;
  private final World world;
  private Ballot highest = Ballot.NONE;
  private boolean isBusy;

  /** What a vote reaches the world through. */
  public record World(Clock clock, Entropy entropy, Network network) {}

  /** What is to be agreed on, as a function of the newest entry. */
  @FunctionalInterface
  public interface Change {
    /**
     * The entry to follow; empty when the newest one says it already.
     *
     * @throws BlobFailure when the change is not possible
     */
    Optional<ChainEntry> after(ChainEntry newest);
  }

  public ChainVote(
      Identity self, CurrentChain chain, Acceptor acceptor, ChainDesk desk, World world) {
    this.self = self;
    this.chain = chain;
    this.acceptor = acceptor;
    this.desk = desk;
    this.world = world;
  }

  /**
   * Brings a change about. Completes with an entry that has it, once a majority of the voters has
   * accepted that entry durably; if the newest entry has it already, once a majority has confirmed
   * that it is the newest. Fails with a {@link BlobFailure}: 409 when other entries were chosen in
   * its place again and again, 503 when no majority was reached, which says whether the change may
   * yet come into force, 429 while another vote of this node is under way.
   *
   * @param timeoutMillis 1 or more
   */
  public Future<ChainEntry> decide(Change change, long timeoutMillis) {
    if (chain.entry().isEmpty()) {
      return failed(ErrorCode.UNAVAILABLE, "the cluster has not been founded yet");
    }
    if (isBusy) {
      return failed(ErrorCode.TOO_MANY_REQUESTS, "another vote of this node is under way");
    }
    isBusy = true;
    return new Proposal(this, change, timeoutMillis).start().andThen(ended -> isBusy = false);
  }

  ChainEntry head() {
    return chain.entry().orElseThrow();
  }

  Clock clock() {
    return world.clock();
  }

  /** A number from 1 to {@code bound}. */
  long jitter(long bound) {
    return 1 + Math.floorMod(world.entropy().nextLong(), bound);
  }

  /** Makes a ballot above all that are known here, and above all that this process ever made. */
  Ballot nextBallot(long number) {
    long known = Math.max(acceptor.promised(number).round(), highest.round());
    highest = new Ballot(known + 1, self.node());
    return highest;
  }

  /** Notes a ballot of somebody else. */
  void heardOf(Ballot ballot) {
    highest = ballot.compareTo(highest) > 0 ? ballot : highest;
  }

  /** This node's own promise, which must be durable before anybody else hears of the ballot. */
  Future<PeerReply> promiseMyself(PeerRequest.Prepare request) {
    return acceptor.answer(request);
  }

  /** Asks all voters for their promise. */
  Future<VoteTally> prepare(ChainEntry head, PeerRequest.Prepare request) {
    return VoteTally.all(
        Succession.voters(head),
        voter -> isSelf(voter) ? acceptor.answer(request) : call(voter, request, STEP_MILLIS));
  }

  /** Asks all voters to accept. */
  Future<VoteTally> accept(ChainEntry head, PeerRequest.Accept request) {
    return VoteTally.all(
        Succession.voters(head),
        voter -> isSelf(voter) ? acceptor.answer(request) : call(voter, request, STEP_MILLIS));
  }

  /** Takes over an entry that was chosen. */
  Future<Void> adopt(String entryJson) {
    return desk.adopt(entryJson);
  }

  /**
   * Tells those that a chosen entry makes members no more, while they still are by this node's
   * entry; completes when they know, or after a while.
   */
  Future<Void> tellParting(ChainEntry head, ChainEntry chosen) {
    PeerRequest.Chosen news = new PeerRequest.Chosen(chosen.toJson());
    return Future.join(
            head.layouts().members().stream()
                .filter(member -> !isSelf(member))
                .filter(member -> !chosen.names(member.node(), member.incarnation()))
                .filter(member -> !head.layouts().givenUp().contains(member.seat()))
                .map(member -> call(member, news, TELL_MILLIS).otherwiseEmpty())
                .toList())
        .mapEmpty();
  }

  /** Tells all others what was chosen; completes when they have it, or after a while. */
  Future<Void> tell(ChainEntry chosen) {
    PeerRequest.Chosen news = new PeerRequest.Chosen(chosen.toJson());
    return Future.join(
            chosen.layouts().members().stream()
                .filter(member -> !isSelf(member))
                .map(member -> call(member, news, TELL_MILLIS).otherwiseEmpty())
                .toList())
        .mapEmpty();
  }

  private boolean isSelf(Member member) {
    return member.node().equals(self.node());
  }

  private Future<PeerReply> call(Member to, PeerRequest request, long timeoutMillis) {
    Envelope envelope = new Envelope(chain.entry().map(ChainEntry::position), 0);
    return world
        .network()
        .call(to, PeerCodec.encode(envelope, request), timeoutMillis)
        .map(PeerCodec::decodeReply);
  }

  private static <T> Future<T> failed(ErrorCode code, String message) {
    return Future.failedFuture(BlobFailure.of(code, message));
  }
}
