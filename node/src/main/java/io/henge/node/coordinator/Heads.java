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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Asks owners for a key's object, and merges what they say.
 *
 * <p>Asked are this node, if it is an owner, and as many others as are needed at once; another one
 * whenever somebody fails, and one more when those are slow ({@link Hedging}). Complete as soon as
 * enough filled owners have answered; the answers of stragglers are not waited for. Fails when
 * nobody is left to ask, or the time is up, with every owner's reason.
 */
final class Heads {
  private final Function<Member, Replica> replicas;
  private final Clock clock;
  private final Hedging hedging;

  Heads(Function<Member, Replica> replicas, Clock clock, Hedging hedging) {
    this.replicas = replicas;
    this.clock = clock;
    this.hedging = hedging;
  }

  /**
   * A read.
   *
   * @param enough enough owners have answered, or cannot any more: the tally says which
   * @param settled everybody who was asked has answered or failed, after there was enough; fails
   *     when there never was
   */
  record Reading(Future<ReadTally> enough, Future<ReadTally> settled) {}

  /**
   * Asks until that many filled owners have answered, for at most that long; fails when they do
   * not.
   */
  Future<ReadTally> read(Plan plan, int needed, boolean withSmallBody, long timeoutMillis) {
    return gather(plan, needed, withSmallBody, timeoutMillis)
        .enough()
        .compose(
            tally ->
                tally.isEnough()
                    ? Future.succeededFuture(tally)
                    : Future.failedFuture(tally.tooFew()));
  }

  /** The same, but what was heard is told also when it is not enough. */
  Reading gather(Plan plan, int needed, boolean withSmallBody, long timeoutMillis) {
    return new Round(plan, new ReadTally(needed), withSmallBody).start(timeoutMillis);
  }

  /** An object that cannot be merged is as good as no answer, and its owner is named. */
  static void count(ReadTally into, Member member, PeerReply.Head head) {
    try {
      into.add(member, head);
    } catch (IllegalStateException | IllegalArgumentException contradiction) {
      into.addFailure(
          new ReplicaFailure(
              member.seat(), ReplicaFailure.Reason.STORAGE, contradiction.getMessage()));
    }
  }

  /** One read in progress. */
  private final class Round {
    private final Plan plan;
    private final ReadTally tally;
    private final boolean withSmallBody;
    private final Deque<Member> unasked = new ArrayDeque<>();
    private final List<Member> waiting = new ArrayList<>();
    private final Set<Member> hedges = new HashSet<>();
    private final Promise<ReadTally> enough = Promise.promise();
    private final Promise<ReadTally> settled = Promise.promise();

    /** Besides what counted, what came too late to count. */
    private Optional<ReadTally> all = Optional.empty();

    private Clock.Timer deadline;
    private Clock.Timer hedge;

    Round(Plan plan, ReadTally tally, boolean withSmallBody) {
      this.plan = plan;
      this.tally = tally;
      this.withSmallBody = withSmallBody;
      if (plan.isOwner()) {
        unasked.add(plan.self());
      }
      unasked.addAll(plan.others());
    }

    Reading start(long timeoutMillis) {
      deadline = clock.after(timeoutMillis, this::timeOut);
      List<Member> first =
          List.copyOf(unasked).subList(0, Math.min(tally.missing(), unasked.size()));
      hedge = hedging.whenSlow(first, this::hedge);
      askMore();
      return new Reading(enough.future(), settled.future());
    }

    private void askMore() {
      while (waiting.size() < tally.missing() && !unasked.isEmpty()) {
        hedging.asked();
        ask(unasked.remove());
      }
      if (waiting.isEmpty() && !tally.isEnough()) {
        endWithTooFew();
      }
    }

    private void ask(Member member) {
      waiting.add(member);
      long askedAt = clock.monotonicMillis();
      replicas
          .apply(member)
          .head(plan.key(), withSmallBody)
          .onComplete(
              head -> {
                waiting.remove(member);
                hedging.answered(member, askedAt);
                count(all.orElse(tally), member, head);
                proceed();
              },
              cause -> {
                waiting.remove(member);
                all.orElse(tally).addFailure(ReplicaRefusal.at(member.seat(), cause));
                proceed();
              });
    }

    private void proceed() {
      if (enough.future().isComplete()) {
        settle();
      } else if (tally.isEnough()) {
        end();
        if (!waiting.isEmpty() && tally.members().stream().anyMatch(hedges::contains)) {
          hedging.won();
        }
        // What is answered later must not change what the reader is looking at.
        all = Optional.of(tally.copy());
        enough.tryComplete(tally);
        settle();
      } else {
        askMore();
      }
    }

    private void settle() {
      if (waiting.isEmpty()) {
        all.ifPresent(settled::tryComplete);
      }
    }

    private void hedge() {
      if (enough.future().isComplete() || unasked.isEmpty()) {
        return;
      }
      if (hedging.mayHedge(waiting)) {
        Member member = unasked.remove();
        hedges.add(member);
        ask(member);
      }
      if (!enough.future().isComplete()) {
        hedge = hedging.whenSlow(waiting, this::hedge);
      }
    }

    private void timeOut() {
      for (Member member : waiting) {
        tally.addFailure(
            new ReplicaFailure(
                member.seat(), ReplicaFailure.Reason.TIMEOUT, "no answer in the request's time"));
      }
      endWithTooFew();
    }

    private void endWithTooFew() {
      end();
      // After this, answers are counted where nobody looks.
      all = Optional.of(tally.copy());
      enough.tryComplete(tally);
      settled.tryFail(tally.tooFew());
    }

    private void end() {
      deadline.cancel();
      hedge.cancel();
    }
  }
}
