package io.henge.node.membership;

import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.message.Ballot;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerReply.Accepted;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Clock;
import io.henge.ring.ChainEntry;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;

/**
 * One change on its way into the chain: attempt after attempt, each in a ballot of its own.
 *
 * <p>An attempt collects the promises of a majority. If any of them has accepted an entry before,
 * that entry may have been chosen, so it is this one that is brought to its end, and the change is
 * tried on top of it. Otherwise the change's own entry is proposed; chosen is what a majority has
 * accepted in one ballot. If nobody of a majority has accepted anything, this node's entry is the
 * newest there is, which confirms a change that it has already.
 *
 * <p>What became of an entry that was once sent out is open until the chain goes past its number;
 * as long as it is, a failure says so.
 */
final class Proposal {
  /** A change that meets others on the way so often is refused. */
  private static final int LOST_MAX = 4;

  private static final int ATTEMPTS_MAX = 12;
  private static final long PAUSE_MILLIS = 20;
  private static final int DOUBLINGS_MAX = 5;

  private final ChainVote vote;
  private final ChainVote.Change change;
  private final long timeoutMillis;
  private final Promise<ChainEntry> outcome = Promise.promise();
  private Optional<ChainEntry> sent = Optional.empty();
  private List<ReplicaFailure> failures = List.of();
  private long aimedAt;
  private int lost;
  private int attempts;
  private boolean mayHaveBeen;

  Proposal(ChainVote vote, ChainVote.Change change, long timeoutMillis) {
    this.vote = vote;
    this.change = change;
    this.timeoutMillis = timeoutMillis;
  }

  /** Completes within about the timeout. */
  Future<ChainEntry> start() {
    Clock.Timer deadline = vote.clock().after(timeoutMillis, this::timeOut);
    aimedAt = vote.head().number() + 1;
    attempt();
    return outcome.future().andThen(ended -> deadline.cancel());
  }

  private void timeOut() {
    settle(vote.head());
    giveUp("in time");
  }

  private void attempt() {
    if (isOver()) {
      return;
    }
    settle(vote.head());
    if (lost >= LOST_MAX) {
      outcome.tryFail(conflict());
    } else if (attempts++ >= ATTEMPTS_MAX) {
      giveUp("in " + ATTEMPTS_MAX + " attempts");
    } else if (!isOver()) {
      ballot(vote.head())
          .onComplete(
              goesOn -> {
                if (goesOn) {
                  attempt();
                } else {
                  pause();
                }
              },
              outcome::tryFail);
    }
  }

  private boolean isOver() {
    return outcome.future().isComplete();
  }

  /** What the newest entry says about the ones that were aimed at. */
  private void settle(ChainEntry head) {
    if (head.number() < aimedAt) {
      return;
    }
    if (sent.isPresent()) {
      ChainEntry mine = sent.get();
      boolean isChosen =
          mine.digest().equals(head.digest()) || mine.digest().equals(head.parentDigest());
      if (isChosen) {
        outcome.tryComplete(mine);
        return;
      }
      // Only the entry of the same number tells for sure that another one was chosen.
      mayHaveBeen |= head.number() > mine.number() + 1;
      sent = Optional.empty();
    }
    lost++;
    aimedAt = head.number() + 1;
  }

  private void pause() {
    long bound = PAUSE_MILLIS << Math.min(attempts, DOUBLINGS_MAX);
    vote.clock().after(vote.jitter(bound), this::attempt);
  }

  /** One attempt; completes with whether the next may begin at once. */
  private Future<Boolean> ballot(ChainEntry head) {
    Ballot ballot = vote.nextBallot(head.number() + 1);
    PeerRequest.Prepare prepare = new PeerRequest.Prepare(head.number() + 1, ballot);
    return vote.promiseMyself(prepare)
        .compose(
            own ->
                own instanceof PeerReply.Promised
                    ? vote.prepare(head, prepare).compose(tally -> promised(head, ballot, tally))
                    : Future.succeededFuture(false))
        .recover(this::ended);
  }

  /**
   * A change that is not possible, or a disk of its own that fails, ends a proposal. A refusal
   * would say that nothing has happened, ever; so it is none while what was sent before is open.
   */
  private Future<Boolean> ended(Throwable cause) {
    return Future.failedFuture(
        cause instanceof BlobFailure && !isOpen()
            ? cause
            : BlobFailure.quorum(
                ErrorCode.UNAVAILABLE,
                "the vote ended: " + cause.getMessage(),
                isOpen(),
                failures));
  }

  private Future<Boolean> promised(ChainEntry head, Ballot ballot, VoteTally tally) {
    if (isOver() || !tally.hasMajority()) {
      return notAgreed(tally);
    }
    Optional<Accepted> before = tally.highestAccepted();
    if (before.isPresent()) {
      return propose(head, ballot, ChainEntry.parse(before.get().entryJson()));
    }
    Optional<ChainEntry> next = change.after(head);
    if (next.isEmpty()) {
      outcome.tryComplete(head);
      return Future.succeededFuture(false);
    }
    Optional<String> objection = Succession.objection(head, next.get());
    if (objection.isPresent()) {
      return Future.failedFuture(BlobFailure.of(ErrorCode.CONFLICT, objection.get()));
    }
    sent = next;
    return propose(head, ballot, next.get());
  }

  private Future<Boolean> propose(ChainEntry head, Ballot ballot, ChainEntry entry) {
    return vote.accept(head, new PeerRequest.Accept(ballot, entry.toJson()))
        .compose(
            tally ->
                tally.hasMajority()
                    ? vote.tellParting(head, entry)
                        .compose(parting -> vote.adopt(entry.toJson()))
                        .compose(adopted -> vote.tell(entry))
                        .map(told -> true)
                    : notAgreed(tally));
  }

  private Future<Boolean> notAgreed(VoteTally tally) {
    failures = tally.failures();
    vote.heardOf(tally.highest());
    return tally.newerEntry().isPresent()
        ? vote.adopt(tally.newerEntry().get()).map(adopted -> true)
        : Future.succeededFuture(false);
  }

  /** Whether an entry of this proposal may be in the chain, or come into it, unnoticed. */
  private boolean isOpen() {
    return mayHaveBeen || sent.isPresent();
  }

  private void giveUp(String bound) {
    outcome.tryFail(
        BlobFailure.quorum(
            ErrorCode.QUORUM_NOT_REACHED,
            "no majority of the members agreed on chain entry " + aimedAt + " " + bound,
            isOpen(),
            failures));
  }

  private BlobFailure conflict() {
    String text =
        "other changes won " + lost + " times; in force is chain entry " + vote.head().number();
    return mayHaveBeen
        ? BlobFailure.quorum(ErrorCode.QUORUM_NOT_REACHED, text, true, failures)
        : BlobFailure.of(ErrorCode.CONFLICT, text);
  }
}
