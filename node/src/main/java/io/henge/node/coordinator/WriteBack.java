package io.henge.node.coordinator;

import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.message.PeerReply;
import io.henge.node.message.Snapshot;
import io.henge.node.port.Clock;
import io.henge.node.replica.MissingBytes.Holder;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.replica.Replicas;
import io.henge.ring.Member;
import io.henge.ring.Share;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Makes what some owner has durable at enough of them: first here, then by offering it to the
 * others. For the retry of a write of which too few were heard, which must not be acknowledged
 * before it is true (rule V9); and for a read that promises that no later one shows less (rule W7).
 */
final class WriteBack {
  private final Replicas replicas;
  private final Planner planner;
  private final Clock clock;

  WriteBack(Replicas replicas, Planner planner, Clock clock) {
    this.replicas = replicas;
    this.planner = planner;
    this.clock = clock;
  }

  /** Completes with those that have seen the dot, enough of them. */
  Future<Acks> ensure(Plan planned, Past.Answered answered, WriteSteps.Quorum quorum) {
    long deadline = clock.monotonicMillis() + quorum.timeoutMillis();
    return planner.steadily(planned, plan -> ensure(plan, answered, quorum, deadline));
  }

  private Future<Acks> ensure(
      Plan plan, Past.Answered answered, WriteSteps.Quorum quorum, long deadline) {
    List<Share> shares = plan.writeShares(quorum.w());
    WriteTally known = new WriteTally(shares);
    List<Member> seen = answered.tally().seenBy(answered.dot());
    seen.forEach(known::addAck);
    if (known.isEnough()) {
      int owners = (int) seen.stream().filter(plan::holds).count();
      return Future.succeededFuture(new Acks(owners, seen.size() - owners, plan.allOwners()));
    }
    Dot dot = answered.dot();
    Future<PeerReply.Head> here = bringHere(plan, answered.tally(), head -> hasSeen(head, dot));
    Offering offering = new Offering(plan, dot, here.mapEmpty());
    return new AckRound(plan, shares, quorum.isSloppy(), offering, clock).start(left(deadline));
  }

  /** A version of which too few were heard, offered to all others once this node holds it. */
  private final class Offering implements AckRound.Telling {
    private final Plan plan;
    private final Telling telling;
    private final Future<Void> here;

    Offering(Plan plan, Dot dot, Future<Void> here) {
      this.plan = plan;
      this.telling = new Telling("the earlier attempt " + dot.token(), true);
      this.here = here;
    }

    @Override
    public Future<Void> here() {
      return here;
    }

    @Override
    public Future<Void> owner(Member owner) {
      return here.compose(held -> replicas.offer(owner, plan.key()));
    }

    @Override
    public Future<Void> standIn(Member standIn) {
      return owner(standIn);
    }

    @Override
    public void missed(Member owner) {
      // The retry of a write makes nothing new: who missed it is owed it already.
    }

    @Override
    public RuntimeException tooFew(
        WriteTally tally, List<ReplicaFailure> failures, boolean isLate) {
      return telling.failure(
          "is not durable at enough nodes" + (isLate ? " in time" : ""), failures);
    }
  }

  /**
   * Completes when all that was read is durable at so many filled owners that every later read of R
   * of them meets one. At once, when those that were asked say so already.
   */
  Future<Void> spread(Plan planned, ReadTally read, long timeoutMillis) {
    long deadline = clock.monotonicMillis() + timeoutMillis;
    return planner.steadily(planned, plan -> spreadNow(plan, read, left(deadline)));
  }

  private Future<Void> spreadNow(Plan plan, ReadTally read, long timeoutMillis) {
    Set<Member> upToDate = read.upToDate();
    WriteTally tally = new WriteTally(counting(plan.spreadShares(), read));
    upToDate.forEach(tally::addAck);
    if (tally.isEnough() || read.merged().isEmpty()) {
      return Future.succeededFuture();
    }
    List<Member> behind =
        plan.remotes().stream()
            .filter(other -> !upToDate.contains(other) && !read.isUnfilled(other))
            .toList();
    Round round = new Round(plan, tally, new Telling("what was read", false));
    Future<PeerReply.Head> here = bringHere(plan, read, head -> hasAll(head, read.merged()));
    return round.start(timeoutMillis, here, head -> round.offer(head.filled(), behind)).mapEmpty();
  }

  /** Without those that said that they are still being filled: nobody counts on them yet. */
  private static List<Share> counting(List<Share> shares, ReadTally read) {
    return shares.stream()
        .map(
            share ->
                new Share(
                    share.owners().stream().filter(owner -> !read.isUnfilled(owner)).toList(),
                    share.needed()))
        .toList();
  }

  private long left(long deadline) {
    return Math.max(1, deadline - clock.monotonicMillis());
  }

  private static boolean hasSeen(PeerReply.Head head, Dot dot) {
    return head.object().context().contains(dot) && !head.damaged().contains(dot);
  }

  private static boolean hasAll(PeerReply.Head head, BlobObject read) {
    return head.object().context().covers(read.context()) && head.damaged().isEmpty();
  }

  /**
   * Takes what each of the others has, as far as it can be had, and completes with this node's head
   * if that is good then: nobody may have had sound bytes to bring. What one of them cannot give
   * another may.
   */
  private Future<PeerReply.Head> bringHere(
      Plan plan, ReadTally read, Predicate<PeerReply.Head> good) {
    Future<Void> here = Future.succeededFuture();
    for (Member holder : read.members()) {
      if (!holder.equals(plan.self()) && !read.hasDamage(holder)) {
        Holder from = new Holder(holder, replicas.remote(holder));
        Snapshot theirs = read.snapshotAt(holder);
        here = here.compose(done -> replicas.take(plan.key(), theirs, from)).otherwiseEmpty();
      }
    }
    return here.compose(done -> replicas.local().head(plan.key(), false))
        .compose(
            head ->
                good.test(head)
                    ? Future.succeededFuture(head)
                    : Future.failedFuture(
                        new ReplicaRefusal(
                            ReplicaFailure.Reason.STORAGE, "no sound copy could be reached")));
  }

  /**
   * How a failure is told.
   *
   * @param what what is written back
   * @param maySurface whether it is a write that may become visible all the same
   */
  private record Telling(String what, boolean maySurface) {
    BlobFailure failure(String text, List<ReplicaFailure> failures) {
      return BlobFailure.quorum(
          ErrorCode.QUORUM_NOT_REACHED, what + " " + text, maySurface, failures);
    }
  }

  /** One write-back in progress. */
  private final class Round {
    private final Plan plan;
    private final WriteTally tally;
    private final Telling telling;
    private final Set<Member> silent = new LinkedHashSet<>();
    private final Promise<Integer> enough = Promise.promise();

    Round(Plan plan, WriteTally tally, Telling telling) {
      this.plan = plan;
      this.tally = tally;
      this.telling = telling;
      silent.add(plan.self());
    }

    Future<Integer> start(
        long timeoutMillis, Future<PeerReply.Head> here, Consumer<PeerReply.Head> next) {
      Clock.Timer deadline = clock.after(timeoutMillis, this::timeOut);
      here.onComplete(next::accept, this::failHere);
      return enough.future().andThen(ended -> deadline.cancel());
    }

    /** Goes on once this node holds it, which counts if it is filled. */
    void offer(boolean isFilled, List<Member> others) {
      silent.remove(plan.self());
      if (isFilled) {
        tally.addAck(plan.self());
      }
      judge();
      if (!enough.future().isComplete()) {
        silent.addAll(others);
        others.forEach(this::offerTo);
      }
    }

    private void offerTo(Member other) {
      replicas
          .offer(other, plan.key())
          .onComplete(
              done -> {
                silent.remove(other);
                tally.addAck(other);
                judge();
              },
              cause -> {
                silent.remove(other);
                tally.addFailure(other, ReplicaRefusal.at(other.seat(), cause));
                judge();
              });
    }

    private void judge() {
      if (tally.isEnough()) {
        enough.tryComplete(tally.acks());
      } else if (tally.isHopeless()) {
        enough.tryFail(telling.failure("is not durable at enough owners", tally.failures()));
      }
    }

    private void failHere(Throwable cause) {
      List<ReplicaFailure> why = List.of(ReplicaRefusal.at(plan.self().seat(), cause));
      enough.tryFail(telling.failure("could not be copied here", why));
    }

    private void timeOut() {
      for (Member member : silent) {
        tally.addFailure(
            member,
            new ReplicaFailure(
                member.seat(), ReplicaFailure.Reason.TIMEOUT, "no answer in the request's time"));
      }
      enough.tryFail(telling.failure("is not durable at enough owners in time", tally.failures()));
    }
  }
}
