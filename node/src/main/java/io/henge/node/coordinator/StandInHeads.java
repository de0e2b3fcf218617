package io.henge.node.coordinator;

import io.henge.node.failure.ReplicaFailure;
import io.henge.node.port.Clock;
import io.henge.node.replica.Replica;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.Member;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Asks those that stand in for owners what they have of a key, when too few owners can say: it adds
 * to what is known, and counts for nothing (rule W3). All are asked at once; whoever does not
 * answer in time has nothing to say.
 */
final class StandInHeads {
  /** Each question takes one part in so many of the time that is left, at the most. */
  private static final int SHARE = 2;

  /** How long owners are waited for that are needed and probably cannot be reached. */
  private static final long SUSPECTED_MILLIS = 250;

  /** However much time a request has, it does not wait longer for a lookup at a stand-in. */
  private static final long STAND_INS_MILLIS = 500;

  private final Function<Member, Replica> replicas;
  private final Clock clock;

  StandInHeads(Function<Member, Replica> replicas, Clock clock) {
    this.replicas = replicas;
    this.clock = clock;
  }

  /** How long the owners are asked before stand-ins are, of a request with so much time left. */
  static long ownersMillis(Plan plan, int needed, long leftMillis) {
    long share = Math.max(1, leftMillis / SHARE);
    return plan.near() >= needed ? share : Math.min(share, SUSPECTED_MILLIS);
  }

  /** How long stand-ins are, of a request with so much time left. */
  static long standInsMillis(long leftMillis) {
    return Math.min(Math.max(1, leftMillis / SHARE), STAND_INS_MILLIS);
  }

  /** Completes, within that time, with what owners said and stand-ins add to it. */
  Future<ReadTally> added(Plan plan, ReadTally owners, boolean withSmallBody, long timeoutMillis) {
    List<Member> asked = new ArrayList<>(plan.written());
    asked.addAll(plan.standIns());
    if (!plan.isOwner()) {
      asked.add(plan.self());
    }
    ReadTally tally = owners.copy();
    Promise<ReadTally> done = Promise.promise();
    List<Future<Void>> heard = new ArrayList<>();
    for (Member member : asked) {
      heard.add(
          replicas
              .apply(member)
              .head(plan.key(), withSmallBody)
              .<Void>map(
                  head -> {
                    if (!done.future().isComplete()) {
                      Heads.count(tally, member, head.withoutVote());
                    }
                    return null;
                  })
              .recover(cause -> failed(tally, member, cause)));
    }
    Clock.Timer deadline = clock.after(timeoutMillis, () -> done.tryComplete(tally));
    Future.join(heard).onComplete(ended -> done.tryComplete(tally));
    return done.future().andThen(ended -> deadline.cancel());
  }

  private static Future<Void> failed(ReadTally tally, Member member, Throwable cause) {
    ReplicaFailure failure = ReplicaRefusal.at(member.seat(), cause);
    tally.addFailure(failure);
    return Future.succeededFuture();
  }
}
