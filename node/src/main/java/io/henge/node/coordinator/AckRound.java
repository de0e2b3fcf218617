package io.henge.node.coordinator;

import io.henge.node.failure.ReplicaFailure;
import io.henge.node.port.Clock;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.Member;
import io.henge.ring.Share;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One attempt to make enough nodes hold something durably: all owners, and, where stand-ins count,
 * the next stand-in for each owner that is suspected or fails, or that is silent when it has had
 * time enough (rule W3). Each stand-in is told once.
 *
 * <p>Those that are slower than the answer are left running, and an owner that fails after it still
 * gets its stand-in: the copy there is what the owner is later brought up to date from.
 */
final class AckRound {
  /** The share of the time after which silent owners are not waited for alone any more. */
  private static final int PATIENCE_DIVISOR = 4;

  private final Plan plan;
  private final Telling telling;
  private final Clock clock;
  private final boolean isSloppy;
  private final WriteTally tally;
  private final Set<Member> silent = new LinkedHashSet<>();
  private final Deque<Member> unasked = new ArrayDeque<>();
  private final Set<Member> represented = new LinkedHashSet<>();
  private final Promise<Acks> enough = Promise.promise();
  private Clock.Timer deadline = () -> {};
  private Clock.Timer patience = () -> {};
  private boolean isSpare;

  /** How each of them is told. Failures are {@link ReplicaRefusal}s. */
  interface Telling {
    /** Completes when this node holds it. */
    Future<Void> here();

    /** Completes when another owner does. */
    Future<Void> owner(Member owner);

    /** Completes when a node that stands in for an owner does. */
    Future<Void> standIn(Member standIn);

    /** An owner, not this one, does not hold it. */
    void missed(Member owner);

    /**
     * What the client is told when they are too few.
     *
     * @param isLate whether the time ran out; else there is nobody left to wait for
     */
    RuntimeException tooFew(WriteTally tally, List<ReplicaFailure> failures, boolean isLate);
  }

  /**
   * A round.
   *
   * @param shares of which rows how many acks are enough
   * @param isSloppy whether stand-ins count
   */
  AckRound(Plan plan, List<Share> shares, boolean isSloppy, Telling telling, Clock clock) {
    this.plan = plan;
    this.telling = telling;
    this.clock = clock;
    this.isSloppy = isSloppy;
    this.isSpare = !plan.holds(plan.self());
    int standIns = isSpare ? plan.standIns().size() + 1 : plan.standIns().size();
    this.tally = new WriteTally(shares, isSloppy ? standIns : 0);
    unasked.addAll(plan.standIns());
  }

  /** Completes with the acks as soon as they are enough. */
  Future<Acks> start(long timeoutMillis) {
    deadline = clock.after(timeoutMillis, this::timeOut);
    if (isSloppy) {
      patience = clock.after(Math.max(1, timeoutMillis / PATIENCE_DIVISOR), this::losePatience);
    }
    tellHere();
    plan.remotes().forEach(this::tellOwner);
    if (isSloppy) {
      plan.suspected().forEach(this::represent);
    }
    judge();
    return enough.future();
  }

  private void tellHere() {
    if (plan.holds(plan.self())) {
      count(plan.self(), telling.here());
    } else {
      countStandIn(plan.self(), telling.here());
    }
  }

  private void tellOwner(Member owner) {
    count(owner, telling.owner(owner));
  }

  private void count(Member owner, Future<Void> told) {
    silent.add(owner);
    told.onComplete(
        done -> {
          silent.remove(owner);
          tally.addAck(owner);
          judge();
        },
        cause -> {
          silent.remove(owner);
          tally.addFailure(owner, ReplicaRefusal.at(owner.seat(), cause));
          if (!owner.equals(plan.self())) {
            telling.missed(owner);
          }
          represent(owner);
          judge();
        });
  }

  /** Tells the next stand-in in the owner's place, if it has none yet. */
  private void represent(Member owner) {
    if (!isSloppy || !represented.add(owner)) {
      return;
    }
    if (isSpare) {
      // This node is a stand-in itself, and holds it in the place of one of them.
      isSpare = false;
      return;
    }
    tellNext();
  }

  private void tellNext() {
    if (!unasked.isEmpty()) {
      Member next = unasked.remove();
      countStandIn(next, telling.standIn(next));
    }
  }

  private void countStandIn(Member standIn, Future<Void> told) {
    silent.add(standIn);
    told.onComplete(
        done -> {
          silent.remove(standIn);
          if (isSloppy) {
            tally.addStandInAck();
          }
          judge();
        },
        cause -> {
          silent.remove(standIn);
          if (isSloppy) {
            tally.addStandInFailure(ReplicaRefusal.at(standIn.seat(), cause));
            tellNext();
          }
          judge();
        });
  }

  private void judge() {
    tally.doubt(plan.suspected().stream().filter(silent::contains).collect(Collectors.toSet()));
    if (tally.isEnough()) {
      end();
      enough.tryComplete(new Acks(tally.acks(), tally.standInAcks(), plan.allOwners()));
    } else if (tally.isHopeless()) {
      end();
      enough.tryFail(telling.tooFew(tally, tally.failures(), false));
    }
  }

  private void losePatience() {
    tally.losePatience();
    for (Member member : List.copyOf(silent)) {
      if (plan.holds(member)) {
        represent(member);
      }
    }
    judge();
  }

  private void timeOut() {
    List<ReplicaFailure> failures = new ArrayList<>(tally.failures());
    for (Member member : silent) {
      failures.add(
          new ReplicaFailure(
              member.seat(), ReplicaFailure.Reason.TIMEOUT, "no answer in the request's time"));
    }
    end();
    enough.tryFail(telling.tooFew(tally, failures, true));
  }

  private void end() {
    deadline.cancel();
    patience.cancel();
  }
}
