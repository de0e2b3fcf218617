package io.henge.node.coordinator;

import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.port.Clock;
import io.henge.node.replica.Minted;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.replica.Replicas;
import io.henge.ring.Member;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sends a new version to all owners at once, and answers when enough hold it durably.
 *
 * <p>Those that are slower are left running; whoever fails or was detached before catches up later.
 * When too many fail or the time is up, the write's fate is unknown: it may surface, once.
 */
final class Commits {
  private final Replicas replicas;
  private final Clock clock;
  private final CatchUp catchUp;

  Commits(Replicas replicas, Clock clock, CatchUp catchUp) {
    this.replicas = replicas;
    this.clock = clock;
    this.catchUp = catchUp;
  }

  /**
   * A version on its way to its owners.
   *
   * @param plan who they are
   * @param minted the version, being committed here
   * @param bytes where the bytes are at each of the others; who is missing was detached
   * @param detached why
   */
  record Dispatch(
      Plan plan, Minted minted, Map<Member, NewBytes> bytes, List<ReplicaFailure> detached) {
    Dispatch {
      bytes = new LinkedHashMap<>(bytes);
      detached = List.copyOf(detached);
    }
  }

  /** Completes with the number of durable acks as soon as it is at least {@code w}. */
  Future<Integer> send(Dispatch dispatch, int w, long timeoutMillis) {
    return new Round(dispatch, w).start(timeoutMillis);
  }

  /** One write in progress. */
  private final class Round {
    private final Dispatch dispatch;
    private final Set<Member> silent = new LinkedHashSet<>();
    private final WriteTally tally;
    private final Promise<Integer> promise = Promise.promise();
    private Clock.Timer deadline;

    Round(Dispatch dispatch, int w) {
      this.dispatch = dispatch;
      this.tally = new WriteTally(w, dispatch.plan().owners());
    }

    Future<Integer> start(long timeoutMillis) {
      deadline = clock.after(timeoutMillis, this::timeOut);
      dispatch.detached().forEach(tally::addFailure);
      Plan plan = dispatch.plan();
      count(plan.self(), dispatch.minted().committed());
      for (Member other : plan.others()) {
        NewBytes bytes = dispatch.bytes().get(other);
        if (bytes == null) {
          catchUp.owe(other, plan.key());
        } else {
          count(other, replicas.at(other).commit(plan.key(), dispatch.minted().fragment(), bytes));
        }
      }
      failIfHopeless();
      return promise.future();
    }

    private void count(Member owner, Future<Void> committed) {
      silent.add(owner);
      committed.onComplete(
          done -> {
            silent.remove(owner);
            tally.addAck();
            if (tally.isEnough()) {
              deadline.cancel();
              promise.tryComplete(tally.acks());
            }
          },
          cause -> {
            silent.remove(owner);
            tally.addFailure(ReplicaRefusal.at(owner.seat(), cause));
            if (!owner.equals(dispatch.plan().self())) {
              catchUp.owe(owner, dispatch.plan().key());
            }
            failIfHopeless();
          });
    }

    private void failIfHopeless() {
      if (tally.isHopeless()) {
        deadline.cancel();
        promise.tryFail(failure("too few owners made the write durable", tally.failures()));
      }
    }

    private void timeOut() {
      List<ReplicaFailure> failures = new ArrayList<>(tally.failures());
      for (Member owner : silent) {
        failures.add(
            new ReplicaFailure(
                owner.seat(), ReplicaFailure.Reason.TIMEOUT, "no answer in the request's time"));
      }
      promise.tryFail(failure("too few owners made the write durable in time", failures));
    }

    private BlobFailure failure(String text, List<ReplicaFailure> failures) {
      ErrorCode code =
          tally.failedForSpace() ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.QUORUM_NOT_REACHED;
      return BlobFailure.quorum(code, text + ": " + tally.acks() + " acks", true, failures);
    }
  }
}
