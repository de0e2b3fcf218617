package io.henge.node.membership;

import io.henge.node.failure.BlobFailure;
import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Introductions;
import io.henge.node.port.Network;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.RetiredMember;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Goes on without a majority that is gone for good, at an operator's word (rule C6): none of the
 * lost answers; all that remain do, and are brought to the newest entry that one of them knows; all
 * pledge themselves to one entry after it; then it is in force.
 *
 * <p>Nothing can tell a member that is gone from one that is cut off. Where the lost ones go on
 * elsewhere, there are two clusters afterwards, which refuse each other; that is what the operator
 * answers for.
 *
 * <p>Belongs to the event loop of the votes.
 */
public final class Forcing {
  private static final long CALL_MILLIS = 2_000;

  private final Identity self;
  private final CurrentChain chain;
  private final ChainDesk desk;
  private final Network network;
  private final Invitations invitations;

  public Forcing(
      Identity self,
      CurrentChain chain,
      ChainDesk desk,
      Network network,
      Introductions introductions) {
    this.self = self;
    this.chain = chain;
    this.desk = desk;
    this.network = network;
    this.invitations = new Invitations(introductions);
  }

  /**
   * Completes with the entry in force by which those that remain go on; at once, when they do
   * already. Fails with a {@link BlobFailure}: 409 when it cannot be, or not without accepting the
   * loss; 503 when somebody who would remain does not answer, and then it is not in force.
   *
   * @param lost the seats of members that are gone for good
   * @param acceptLoss whether what they alone held may be given up
   */
  public Future<ChainEntry> force(Set<Seat> lost, boolean acceptLoss) {
    Set<Seat> seats = new TreeSet<>(lost);
    return head()
        .compose(
            head ->
                isDone(head, seats)
                    ? tell(head)
                    : requireConsent(acceptLoss)
                        .compose(given -> requireLost(head, seats))
                        .compose(gone -> ofRemaining(head, seats, desk::fetch))
                        .compose(level -> begin(seats)));
  }

  private Future<ChainEntry> begin(Set<Seat> lost) {
    ChainEntry head = chain.entry().orElseThrow();
    ChainEntry entry;
    try {
      entry = head.withoutMajority(lost);
    } catch (IllegalArgumentException impossible) {
      return failed(ErrorCode.CONFLICT, impossible.getMessage());
    }
    PeerRequest.Pledge pledge = new PeerRequest.Pledge(entry.toJson());
    return desk.pledge(pledge)
        .compose(Forcing::expectDone)
        .recover(cause -> failed(ErrorCode.CONFLICT, "this node cannot: " + cause.getMessage()))
        .compose(
            own ->
                ofRemaining(head, lost, other -> call(other, pledge).compose(Forcing::expectDone)))
        .compose(all -> desk.adopt(entry.toJson()))
        .compose(inForce -> tell(entry));
  }

  /** Never fails: who misses it asks, as it is pledged to it. */
  private Future<ChainEntry> tell(ChainEntry entry) {
    PeerRequest.Chosen news = new PeerRequest.Chosen(entry.toJson());
    return Future.join(
            entry.layout().members().stream()
                .filter(this::isAnother)
                .map(other -> call(other, news).otherwiseEmpty())
                .toList())
        .map(entry);
  }

  /** An operator who is not sure of the answer asks again. */
  private static boolean isDone(ChainEntry head, Set<Seat> lost) {
    List<Seat> retired = head.retired().stream().map(RetiredMember::seat).toList();
    return head.generation().number() > 1
        && !lost.isEmpty()
        && retired.containsAll(lost)
        && lost.stream().noneMatch(head.layouts().newest()::has);
  }

  private static Future<Void> requireConsent(boolean acceptLoss) {
    return acceptLoss
        ? Future.succeededFuture()
        : failed(
            ErrorCode.CONFLICT,
            "what only the lost members held is given up, and if they are not lost but cut off,"
                + " there will be two clusters; if that is right, say accept-loss=true");
  }

  private Future<Void> requireLost(ChainEntry head, Set<Seat> lost) {
    return Future.all(
            head.layouts().members().stream()
                .filter(member -> lost.contains(member.seat()))
                .map(this::requireSilent)
                .toList())
        .mapEmpty();
  }

  private Future<Void> requireSilent(Member lost) {
    return invitations
        .introduce(lost.peer())
        .map(who -> who.node().equals(lost.node()))
        .otherwise(false)
        .compose(
            answers ->
                answers
                    ? failed(
                        ErrorCode.CONFLICT,
                        "the member on seat " + lost.seat().number() + " answers: it is not lost")
                    : Future.succeededFuture());
  }

  /** Does something with each of those that remain, this node aside; all must do their part. */
  private Future<Void> ofRemaining(
      ChainEntry head, Set<Seat> lost, Function<Member, Future<Void>> step) {
    return Future.join(
            head.layouts().continuing().stream()
                .filter(member -> !lost.contains(member.seat()) && isAnother(member))
                .map(other -> step.apply(other).recover(cause -> missing(other, cause)))
                .toList())
        .mapEmpty();
  }

  private static <T> Future<T> missing(Member member, Throwable cause) {
    return failed(
        ErrorCode.UNAVAILABLE,
        "seat "
            + member.seat().number()
            + " is not named as lost, and does not take part: "
            + cause.getMessage()
            + "; nothing has changed");
  }

  private static Future<Void> expectDone(PeerReply reply) {
    return reply instanceof PeerReply.Done
        ? Future.succeededFuture()
        : Future.failedFuture(
            new ChainContradiction(
                reply instanceof PeerReply.Refused refused
                    ? refused.text()
                    : "it answers " + reply.getClass().getSimpleName()));
  }

  private Future<PeerReply> call(Member to, PeerRequest request) {
    Envelope envelope = new Envelope(chain.entry().map(ChainEntry::position), 0);
    return network
        .call(to, PeerCodec.encode(envelope, request), CALL_MILLIS)
        .map((Buffer bytes) -> PeerCodec.decodeReply(bytes));
  }

  private boolean isAnother(Member member) {
    return !member.node().equals(self.node());
  }

  private Future<ChainEntry> head() {
    Optional<ChainEntry> newest = chain.entry();
    return newest
        .map(Future::succeededFuture)
        .orElseGet(() -> failed(ErrorCode.UNAVAILABLE, "the cluster has not been founded yet"));
  }

  private static <T> Future<T> failed(ErrorCode code, String message) {
    return Future.failedFuture(BlobFailure.of(code, message));
  }
}
