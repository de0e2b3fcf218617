package io.henge.node.membership;

import io.henge.node.failure.BlobFailure;
import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerReply.Introduction;
import io.henge.node.message.PeerRequest;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.Phase;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * One newcomer on its way to a lost member's seat (rule C6): it says who it is; the other owners of
 * the seat's rows say that they are filled; it keeps the present entry durably, as one that it
 * follows; a majority of the members accepts an entry that names it; it is told. From the vote on
 * nothing depends on this node any more: a newcomer that is not told asks.
 */
final class Replacement {
  private static final long CALL_MILLIS = 2_000;

  private final Around around;
  private final Replacements.Wish wish;
  private final long deadlineMillis;

  /** What all replacements have in common. */
  record Around(
      Identity self,
      CurrentChain chain,
      ChainVote vote,
      Filledness filledness,
      Invitations invitations,
      Replacements.World world) {}

  Replacement(Around around, Replacements.Wish wish, long timeoutMillis) {
    this.around = around;
    this.wish = wish;
    this.deadlineMillis = around.world().clock().monotonicMillis() + timeoutMillis;
  }

  Future<ChainEntry> start() {
    Optional<ChainEntry> newest = around.chain().entry();
    if (newest.isEmpty()) {
      return failed(ErrorCode.UNAVAILABLE, "the cluster has not been founded yet");
    }
    ChainEntry head = newest.get();
    Optional<Member> lost =
        head.layout().members().stream()
            .filter(member -> member.seat().equals(wish.seat()))
            .findFirst();
    if (lost.isEmpty()) {
      return failed(ErrorCode.BAD_REQUEST, "seat " + number() + " is no member's");
    }
    return around
        .invitations()
        .introduceNewcomer(wish.newcomer())
        .compose(who -> isSeated(head, who) ? confirm(who) : replace(head, lost.get(), who));
  }

  private Future<ChainEntry> replace(ChainEntry head, Member lost, Introduction who) {
    if (lost.node().equals(around.self().node())) {
      return failed(
          ErrorCode.CONFLICT, "seat " + number() + " is this node's own: ask another member");
    }
    if (head.phase() != Phase.DONE) {
      return failed(ErrorCode.CONFLICT, "another change of the members is under way");
    }
    return requireConsent(lost)
        .compose(given -> Invitations.member(wish.newcomer(), who))
        .compose(
            newcomer ->
                requirePossible(head, newcomer)
                    .compose(possible -> requireFilledRows(head))
                    .compose(filled -> around.invitations().letFollow(head, newcomer))
                    .compose(follows -> decide(newest -> after(newest, head, newcomer))));
  }

  /** A member that answers can be asked to leave; one that does not takes its secrets along. */
  private Future<Void> requireConsent(Member lost) {
    if (wish.acceptLoss()) {
      return Future.succeededFuture();
    }
    return around
        .invitations()
        .introduce(lost.peer())
        .map(who -> who.node().equals(lost.node()))
        .otherwise(false)
        .compose(
            answers ->
                failed(
                    ErrorCode.CONFLICT,
                    answers
                        ? "the member on seat "
                            + number()
                            + " still answers: let it leave; to replace it all the same, and lose"
                            + " what it alone holds, say accept-loss=true"
                        : "the member on seat "
                            + number()
                            + " does not answer: acknowledged sloppy writes that it alone holds"
                            + " are given up with it; if that is right, say accept-loss=true"));
  }

  private Future<Void> requirePossible(ChainEntry head, Member newcomer) {
    try {
      head.withReplacement(wish.seat(), newcomer);
      return Future.succeededFuture();
    } catch (IllegalArgumentException impossible) {
      return failed(ErrorCode.CONFLICT, impossible.getMessage());
    }
  }

  /** What the newcomer is to be filled with must be there, in each of its rows. */
  private Future<Void> requireFilledRows(ChainEntry head) {
    FilledRows rows = new FilledRows(head, wish.seat());
    return Future.join(
            rows.others().stream()
                .map(
                    other ->
                        unfilledAt(other)
                            .andThen(
                                (partitions, why) -> {
                                  if (why == null) {
                                    rows.heard(other, partitions);
                                  } else {
                                    rows.missed(other, why);
                                  }
                                })
                            .otherwiseEmpty())
                .toList())
        .compose(
            all -> rows.shortage().<Future<Void>>map(Future::failedFuture).orElseGet(this::passed));
  }

  private Future<PeerReply.Unfilled> unfilledAt(Member other) {
    if (other.node().equals(around.self().node())) {
      return Future.succeededFuture(around.filledness().report());
    }
    Envelope envelope = new Envelope(around.chain().entry().map(ChainEntry::position), 0);
    return around
        .world()
        .network()
        .call(other, PeerCodec.encode(envelope, new PeerRequest.Fullness()), CALL_MILLIS)
        .compose(bytes -> Invitations.expect(PeerReply.Unfilled.class, bytes));
  }

  /** Filled rows were looked at in one layout; in another one they may be others. */
  private Optional<ChainEntry> after(ChainEntry newest, ChainEntry checked, Member newcomer) {
    if (newest.names(newcomer.node(), newcomer.incarnation())) {
      return Optional.empty();
    }
    if (!newest.layout().equals(checked.layout())) {
      throw BlobFailure.of(
          ErrorCode.CONFLICT,
          "another change of the members won: in force is chain entry " + newest.number());
    }
    try {
      return Optional.of(newest.withReplacement(wish.seat(), newcomer));
    } catch (IllegalArgumentException impossible) {
      throw BlobFailure.of(ErrorCode.CONFLICT, impossible.getMessage());
    }
  }

  /** The wish came true before; a majority confirms that it still is. */
  private Future<ChainEntry> confirm(Introduction who) {
    return decide(
        newest -> {
          if (isSeated(newest, who)) {
            return Optional.empty();
          }
          throw BlobFailure.of(
              ErrorCode.CONFLICT, "node " + who.node() + " has lost seat " + number() + " again");
        });
  }

  private Future<ChainEntry> decide(ChainVote.Change change) {
    long leftMillis = deadlineMillis - around.world().clock().monotonicMillis();
    return around.vote().decide(change, Math.max(1, leftMillis));
  }

  private boolean isSeated(ChainEntry entry, Introduction who) {
    return entry.names(who.node(), who.incarnation())
        && entry.layout().member(wish.seat()).node().equals(who.node());
  }

  private int number() {
    return wish.seat().number();
  }

  private Future<Void> passed() {
    return Future.succeededFuture();
  }

  private static <T> Future<T> failed(ErrorCode code, String message) {
    return Future.failedFuture(BlobFailure.of(code, message));
  }
}
