package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.SurveyAnswer.Verdict;
import io.henge.node.coordinator.SurveyAnswer.Voice;
import io.henge.node.failure.BlobFailure;
import io.henge.node.membership.CurrentChain;
import io.henge.node.message.PeerReply;
import io.henge.node.port.Clock;
import io.henge.node.port.Liveness;
import io.henge.node.replica.Replica;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.Rows;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks all who may hold a key what they hold, owners and stand-ins, for people who want to know why
 * a read answers as it does. Any member may ask. It repairs nothing and decides nothing; who does
 * not answer in the time of a lookup is shown as silent.
 */
final class Survey {
  private final CurrentChain chain;
  private final Liveness liveness;
  private final Function<Member, Replica> replicas;
  private final Clock clock;

  Survey(CurrentChain chain, Liveness liveness, Function<Member, Replica> replicas, Clock clock) {
    this.chain = chain;
    this.liveness = liveness;
    this.replicas = replicas;
    this.clock = clock;
  }

  /** Completes when all have answered or failed; fails only before the founding. */
  Future<SurveyAnswer> of(PartitionedKey key) {
    Optional<ChainEntry> newest = chain.entry();
    if (newest.isEmpty()) {
      return Future.failedFuture(
          BlobFailure.of(ErrorCode.UNAVAILABLE, "the cluster is not founded yet"));
    }
    Layouts layouts = newest.get().layouts();
    Rows rows = layouts.rows(key.partition());
    List<Member> beside = new ArrayList<>(rows.onlyWritten());
    beside.addAll(layouts.standIns(key.partition()));
    Future<List<Voice>> owners = ask(key, rows.read());
    Future<List<Voice>> others = ask(key, beside);
    return owners.compose(
        row ->
            others.map(
                further ->
                    new SurveyAnswer(
                        key, newest.get(), row, further, verdict(newest.get(), key, row))));
  }

  private Future<List<Voice>> ask(PartitionedKey key, List<Member> members) {
    List<Future<Voice>> asked = members.stream().map(member -> ask(key, member)).toList();
    return Future.join(asked).map(all -> asked.stream().map(Future::result).toList());
  }

  private Future<Voice> ask(PartitionedKey key, Member member) {
    boolean suspected = liveness.suspected(member.node());
    return replicas
        .apply(member)
        .head(key, false)
        .map(head -> new Voice(member, suspected, Optional.of(head), Optional.empty()))
        .otherwise(
            cause ->
                new Voice(
                    member,
                    suspected,
                    Optional.empty(),
                    Optional.of(ReplicaRefusal.at(member.seat(), cause))));
  }

  private Verdict verdict(ChainEntry chain, PartitionedKey key, List<Voice> owners) {
    int needed = chain.policyOf(key.key().bucket()).r().orElse(chain.readQuorum());
    ReadTally tally = new ReadTally(needed);
    for (Voice owner : owners) {
      owner.head().ifPresent(head -> add(tally, owner.member(), head));
    }
    Optional<Version> shown = tally.merged().siblings().unexpired(clock.wallMillis()).shown();
    List<Member> holders = shown.map(tally::holders).orElse(List.of());
    return new Verdict(tally.filled(), needed, tally.merged(), shown, holders);
  }

  /** A copy that contradicts the others has no say, as in a read. */
  private static void add(ReadTally tally, Member member, PeerReply.Head head) {
    try {
      tally.add(member, head);
    } catch (IllegalStateException | IllegalArgumentException contradiction) {
      tally.addFailure(ReplicaRefusal.at(member.seat(), contradiction));
    }
  }
}
