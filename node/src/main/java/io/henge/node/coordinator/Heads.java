package io.henge.node.coordinator;

import io.henge.node.failure.ReplicaFailure;
import io.henge.node.message.PeerReply;
import io.henge.node.port.Clock;
import io.henge.node.replica.Replica;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.Member;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * Asks owners for a key's object, and merges what they say.
 *
 * <p>Asked are this node and as many others as are needed at once; another one whenever somebody
 * fails, and one more each time that the hedge delay passes without an end. Complete as soon as
 * enough filled owners have answered; the answers of stragglers are not waited for. Fails when
 * nobody is left to ask, or the time is up, with every owner's reason.
 */
final class Heads {
  private final Function<Member, Replica> replicas;
  private final Clock clock;
  private final long hedgeMillis;

  Heads(Function<Member, Replica> replicas, Clock clock, long hedgeMillis) {
    this.replicas = replicas;
    this.clock = clock;
    this.hedgeMillis = hedgeMillis;
  }

  /** Asks until that many filled owners have answered, for at most that long. */
  Future<ReadTally> read(Plan plan, int needed, boolean withSmallBody, long timeoutMillis) {
    return gather(plan, needed, withSmallBody, timeoutMillis)
        .compose(
            tally ->
                tally.isEnough()
                    ? Future.succeededFuture(tally)
                    : Future.failedFuture(tally.tooFew()));
  }

  /** The same, but does not fail: completes with what was heard when it cannot be enough. */
  Future<ReadTally> gather(Plan plan, int needed, boolean withSmallBody, long timeoutMillis) {
    return new Round(plan, new ReadTally(needed), withSmallBody).start(timeoutMillis);
  }

  /** One read in progress. */
  private final class Round {
    private final Plan plan;
    private final ReadTally tally;
    private final boolean withSmallBody;
    private final Deque<Member> unasked = new ArrayDeque<>();
    private final List<Member> waiting = new ArrayList<>();
    private final Promise<ReadTally> promise = Promise.promise();
    private Clock.Timer deadline;
    private Clock.Timer hedge;

    Round(Plan plan, ReadTally tally, boolean withSmallBody) {
      this.plan = plan;
      this.tally = tally;
      this.withSmallBody = withSmallBody;
      unasked.add(plan.self());
      unasked.addAll(plan.others());
    }

    Future<ReadTally> start(long timeoutMillis) {
      deadline = clock.after(timeoutMillis, this::timeOut);
      hedge = clock.after(hedgeMillis, this::hedge);
      askMore();
      return promise.future();
    }

    private void askMore() {
      while (waiting.size() < tally.missing() && !unasked.isEmpty()) {
        askNext();
      }
      if (waiting.isEmpty() && !tally.isEnough()) {
        complete();
      }
    }

    private void askNext() {
      Member member = unasked.remove();
      waiting.add(member);
      Replica replica = replicas.apply(member);
      replica
          .head(plan.key(), withSmallBody)
          .onComplete(
              head -> {
                if (promise.future().isComplete()) {
                  return;
                }
                waiting.remove(member);
                count(member, head);
                proceed();
              },
              cause -> {
                if (promise.future().isComplete()) {
                  return;
                }
                waiting.remove(member);
                tally.addFailure(ReplicaRefusal.at(member.seat(), cause));
                proceed();
              });
    }

    /** An object that cannot be merged is as good as no answer, and its owner is named. */
    private void count(Member member, PeerReply.Head head) {
      try {
        tally.add(member, head);
      } catch (IllegalStateException | IllegalArgumentException contradiction) {
        tally.addFailure(
            new ReplicaFailure(
                member.seat(), ReplicaFailure.Reason.STORAGE, contradiction.getMessage()));
      }
    }

    private void proceed() {
      if (tally.isEnough()) {
        complete();
      } else {
        askMore();
      }
    }

    private void hedge() {
      if (!promise.future().isComplete() && !unasked.isEmpty()) {
        hedge = clock.after(hedgeMillis, this::hedge);
        askNext();
      }
    }

    private void timeOut() {
      for (Member member : waiting) {
        tally.addFailure(
            new ReplicaFailure(
                member.seat(), ReplicaFailure.Reason.TIMEOUT, "no answer in the request's time"));
      }
      complete();
    }

    private void complete() {
      deadline.cancel();
      hedge.cancel();
      promise.tryComplete(tally);
    }
  }
}
