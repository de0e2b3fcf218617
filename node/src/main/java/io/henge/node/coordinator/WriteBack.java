package io.henge.node.coordinator;

import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.port.Clock;
import io.henge.node.replica.MissingBytes.Holder;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.replica.Replicas;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/**
 * Makes a version that some owner has durable at enough of them: first here, then by offering it to
 * the others. For the retry of a write of which too few were heard, which must not be acknowledged
 * before it is true.
 */
final class WriteBack {
  private final Replicas replicas;
  private final Clock clock;

  WriteBack(Replicas replicas, Clock clock) {
    this.replicas = replicas;
    this.clock = clock;
  }

  /** Completes with the number of owners that have seen the dot, at least {@code w}. */
  Future<Integer> ensure(Plan plan, Past.Answered answered, int w, long timeoutMillis) {
    int seen = answered.tally().seenBy(answered.dot());
    if (seen >= w) {
      return Future.succeededFuture(seen);
    }
    BlobObject merged = answered.tally().merged();
    return bringHere(plan, merged, answered)
        .compose(here -> offerToOthers(plan, merged, w, timeoutMillis));
  }

  private Future<Void> bringHere(Plan plan, BlobObject merged, Past.Answered answered) {
    Future<Void> here = Future.succeededFuture();
    for (Member holder : answered.tally().members()) {
      if (!holder.equals(plan.self()) && !answered.tally().hasDamage(holder)) {
        Holder from = new Holder(holder, replicas.remote(holder));
        BlobObject theirs = answered.tally().objectAt(holder);
        here = here.compose(done -> replicas.local().take(plan.key(), theirs, from));
      }
    }
    return here.compose(done -> requireHere(plan, answered.dot()))
        .recover(cause -> Future.failedFuture(failure(plan, merged, answered.dot(), cause)));
  }

  /** Nobody may have had sound bytes to bring; then this node is no holder, and says so. */
  private Future<Void> requireHere(Plan plan, Dot dot) {
    return replicas
        .local()
        .head(plan.key(), false)
        .compose(
            head ->
                head.object().context().contains(dot) && !head.damaged().contains(dot)
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new ReplicaRefusal(
                            ReplicaFailure.Reason.STORAGE, "no sound copy could be reached")));
  }

  private Future<Integer> offerToOthers(Plan plan, BlobObject merged, int w, long timeoutMillis) {
    if (w <= 1) {
      return Future.succeededFuture(1);
    }
    WriteTally tally = new WriteTally(w, plan.owners());
    tally.addAck();
    Promise<Integer> enough = Promise.promise();
    Clock.Timer deadline = clock.after(timeoutMillis, () -> enough.tryFail(unconfirmed(tally)));
    for (Member other : plan.others()) {
      replicas
          .remote(other)
          .offer(plan.key(), merged)
          .onComplete(
              done -> {
                tally.addAck();
                if (tally.isEnough()) {
                  enough.tryComplete(tally.acks());
                }
              },
              cause -> {
                tally.addFailure(ReplicaRefusal.at(other.seat(), cause));
                if (tally.isHopeless()) {
                  enough.tryFail(unconfirmed(tally));
                }
              });
    }
    return enough.future().onComplete(ended -> deadline.cancel());
  }

  private static BlobFailure unconfirmed(WriteTally tally) {
    return BlobFailure.quorum(
        ErrorCode.QUORUM_NOT_REACHED,
        "the earlier attempt is not yet durable at enough owners",
        true,
        tally.failures());
  }

  private static BlobFailure failure(Plan plan, BlobObject merged, Dot dot, Throwable cause) {
    return BlobFailure.quorum(
        ErrorCode.QUORUM_NOT_REACHED,
        "the earlier attempt " + dot.token() + " could not be copied here",
        merged.context().contains(dot),
        List.of(ReplicaRefusal.at(plan.self().seat(), cause)));
  }
}
