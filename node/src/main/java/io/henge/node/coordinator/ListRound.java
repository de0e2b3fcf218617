package io.henge.node.coordinator;

import io.henge.node.blob.KeyRange;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerReply;
import io.henge.node.port.Clock;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks members for the keys of one range, all at once. Complete as soon as enough filled owners of
 * every partition have answered, or nobody is left to answer, or the time is up; never fails. The
 * answers of stragglers are dropped.
 */
final class ListRound {
  /** Asks one member, under these layouts and no others. */
  @FunctionalInterface
  interface Question {
    Future<PeerReply.Keys> ask(Layouts layouts, Member member, KeyRange range, long timeoutMillis);
  }

  private final RowCoverage coverage;
  private final KeyMerge merge = new KeyMerge();
  private final Map<Seat, ReplicaFailure> failures = new TreeMap<>();
  private final Promise<ListRound> ended = Promise.promise();
  private final Set<Member> heard = new HashSet<>();
  private int waiting;

  private ListRound(RowCoverage coverage) {
    this.coverage = coverage;
  }

  /** Asks these members, each for at most that long, under the layouts that are counted by. */
  static Future<ListRound> ask(
      List<Member> members,
      KeyRange range,
      RowCoverage coverage,
      Question question,
      Clock clock,
      long timeoutMillis) {
    ListRound round = new ListRound(coverage);
    round.waiting = members.size();
    Clock.Timer deadline = clock.after(timeoutMillis, () -> round.timeOut(members));
    for (Member member : members) {
      question
          .ask(coverage.layouts(), member, range, timeoutMillis)
          .onComplete(
              told -> round.told(member, told),
              cause -> round.failed(ReplicaRefusal.at(member.seat(), cause)));
    }
    if (members.isEmpty()) {
      round.ended.tryComplete(round);
    }
    return round.ended.future().andThen(done -> deadline.cancel());
  }

  private void told(Member member, PeerReply.Keys told) {
    if (ended.future().isComplete()) {
      return;
    }
    heard.add(member);
    merge.add(member, told);
    coverage.add(member, told);
    answered();
  }

  private void failed(ReplicaFailure failure) {
    if (!ended.future().isComplete()) {
      failures.put(failure.seat(), failure);
      answered();
    }
  }

  private void answered() {
    waiting--;
    if (coverage.isEnough() || waiting == 0) {
      ended.tryComplete(this);
    }
  }

  private void timeOut(List<Member> members) {
    for (Member member : members) {
      if (!failures.containsKey(member.seat()) && !heard.contains(member)) {
        failed(new ReplicaFailure(member.seat(), Reason.TIMEOUT, "no answer in time"));
      }
    }
  }

  /** How many members have answered. */
  int answers() {
    return heard.size();
  }

  /** What they said. */
  KeyMerge merge() {
    return merge;
  }

  /** Of whom. */
  RowCoverage coverage() {
    return coverage;
  }

  /** Who could not help, and why. */
  Map<Seat, ReplicaFailure> failures() {
    return failures;
  }
}
