package io.henge.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.BlobFailure;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.message.Snapshot;
import io.henge.node.replica.Replica;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Version;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Few are asked first, another one for each that fails, and one more when it takes long. */
class HeadsTest {
  private static final long HEDGE_MILLIS = Hedging.DELAY_MILLIS_UNLEARNT;
  private static final long TIMEOUT_MILLIS = 1_000;

  private final ManualClock clock = new ManualClock();
  private final List<Member> asked = new ArrayList<>();
  private final Map<Member, Promise<PeerReply.Head>> answers = new HashMap<>();
  private final List<Member> members =
      List.of(Samples.member(0), Samples.member(1), Samples.member(2));
  private final Plan plan =
      new Plan(
          new PartitionedKey(0, BlobKey.of("k")),
          ChainEntry.founding(members, 1, 3),
          members.get(0),
          true,
          members.subList(1, 3),
          List.of(),
          Set.of(),
          List.of());
  private final CountedEvents events = new CountedEvents();
  private final Set<NodeId> suspects = new HashSet<>();
  private final Hedging hedging = new Hedging(clock, suspects::contains, new HedgeBudget(), events);
  private final Heads heads = new Heads(this::at, clock, hedging);

  private Replica at(Member member) {
    return new Replica() {
      @Override
      public Future<PeerReply.Head> head(PartitionedKey key, boolean withSmallBody) {
        asked.add(member);
        return answers.computeIfAbsent(member, absent -> Promise.promise()).future();
      }

      @Override
      public Future<Void> commit(PartitionedKey key, Snapshot fragment, NewBytes bytes) {
        throw new AssertionError("nothing is committed here");
      }

      @Override
      public Future<Void> offer(PartitionedKey key, Snapshot object) {
        throw new AssertionError("nothing is offered here");
      }
    };
  }

  private Future<ReadTally> read(int needed) {
    return heads.read(plan, needed, false, TIMEOUT_MILLIS);
  }

  private void answer(int member, boolean filled) {
    answers
        .computeIfAbsent(members.get(member), absent -> Promise.promise())
        .complete(Samples.head(filled, BlobObject.EMPTY));
  }

  private void fail(int member) {
    answers
        .computeIfAbsent(members.get(member), absent -> Promise.promise())
        .fail(new ReplicaRefusal(Reason.UNREACHABLE, "away"));
  }

  @Test
  void only_as_many_as_are_needed_are_asked_and_this_node_first() {
    Future<ReadTally> tally = read(2);
    assertThat(asked).containsExactly(members.get(0), members.get(1));
    answer(0, true);
    assertThat(tally.isComplete()).isFalse();
    answer(1, true);
    assertThat(tally.result().members()).containsExactly(members.get(0), members.get(1));
    clock.pass(10 * TIMEOUT_MILLIS);
    assertThat(asked).hasSize(2);
  }

  @Test
  void another_owner_is_asked_at_once_when_one_fails() {
    Future<ReadTally> tally = read(2);
    fail(1);
    assertThat(asked).containsExactlyElementsOf(members);
    answer(0, true);
    answer(2, true);
    assertThat(tally.succeeded()).isTrue();
  }

  @Test
  void another_owner_is_asked_at_once_when_one_is_unfilled() {
    Future<ReadTally> tally = read(2);
    answer(1, false);
    assertThat(asked).containsExactlyElementsOf(members);
    answer(0, true);
    assertThat(tally.isComplete()).isFalse();
    answer(2, true);
    assertThat(tally.result().members()).hasSize(3);
  }

  @Test
  void one_more_is_asked_each_time_that_the_hedge_delay_passes() {
    Future<ReadTally> tally = read(1);
    assertThat(asked).hasSize(1);
    clock.pass(HEDGE_MILLIS);
    assertThat(asked).hasSize(2);
    clock.pass(HEDGE_MILLIS);
    assertThat(asked).hasSize(3);
    answer(2, true);
    assertThat(tally.result().members()).containsExactly(members.get(2));
    answer(0, true);
    assertThat(tally.result().members()).containsExactly(members.get(2));
  }

  @Test
  void a_read_that_cannot_succeed_fails_at_once_with_every_reason() {
    Future<ReadTally> tally = read(2);
    fail(0);
    fail(1);
    answer(2, false);
    BlobFailure failure = (BlobFailure) tally.cause();
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(failure.replicas()).extracting(ReplicaFailure::seat).hasSize(3);
  }

  @Test
  void a_read_out_of_time_names_everybody_who_kept_silent() {
    Future<ReadTally> tally = read(2);
    answer(0, true);
    clock.pass(TIMEOUT_MILLIS);
    BlobFailure failure = (BlobFailure) tally.cause();
    assertThat(failure.replicas())
        .extracting(ReplicaFailure::seat)
        .containsExactlyInAnyOrder(new Seat(1), new Seat(2));
    assertThat(failure.replicas()).allMatch(silent -> silent.reason() == Reason.TIMEOUT);
    answer(1, true);
    assertThat(tally.failed()).isTrue();
  }

  @Test
  void answers_that_are_there_at_once_are_enough() {
    answer(0, true);
    answer(1, true);
    assertThat(read(2).succeeded()).isTrue();
    fail(2);
    assertThat(read(3).failed()).isTrue();
  }

  @Test
  void an_owner_whose_object_contradicts_another_is_named_and_not_counted() {
    Version one = Samples.version(0, 1);
    Version other = Samples.version(0, 1, Samples.version(1, 1).context(), Optional.of("other"));
    Future<ReadTally> tally = read(2);
    answers.get(members.get(0)).complete(Samples.head(true, BlobObject.written(one)));
    answers.get(members.get(1)).complete(Samples.head(true, BlobObject.written(other)));
    assertThat(asked).hasSize(3);
    answer(2, true);
    assertThat(tally.result().merged().live()).containsExactly(one);
    assertThat(tally.result().failures())
        .extracting(ReplicaFailure::seat)
        .containsExactly(new Seat(1));
  }

  @Test
  void the_answer_of_a_straggler_changes_no_result_and_is_told_when_all_is_settled() {
    Version one = Samples.version(0, 1);
    Heads.Reading reading = heads.gather(plan, 2, false, TIMEOUT_MILLIS);
    answer(0, true);
    clock.pass(HEDGE_MILLIS);
    answer(2, true);
    ReadTally enough = reading.enough().result();
    assertThat(reading.settled().isComplete()).isFalse();
    assertThat(events.hedges).isEqualTo(1);
    assertThat(events.hedgesWon).isEqualTo(1);

    answers.get(members.get(1)).complete(Samples.head(true, BlobObject.written(one)));

    assertThat(enough.members()).containsExactly(members.get(0), members.get(2));
    assertThat(enough.merged().isEmpty()).isTrue();
    ReadTally all = reading.settled().result();
    assertThat(all.merged().live()).containsExactly(one);
    assertThat(all.behind()).containsExactly(members.get(0), members.get(2));
  }

  @Test
  void a_read_without_stragglers_is_settled_at_once_and_one_that_failed_never() {
    Heads.Reading reading = heads.gather(plan, 2, false, TIMEOUT_MILLIS);
    answer(0, true);
    fail(1);
    answer(2, true);
    assertThat(reading.settled().succeeded()).isTrue();
    answers.clear();
    Heads.Reading failed = heads.gather(plan, 3, false, TIMEOUT_MILLIS);
    clock.pass(TIMEOUT_MILLIS);
    answer(0, true);
    answer(1, true);
    answer(2, true);
    assertThat(failed.enough().result().isEnough()).isFalse();
    assertThat(failed.settled().failed()).isTrue();
  }

  @Test
  void without_budget_nobody_is_asked_besides_until_somebody_is_suspected() {
    for (int i = 0; i < HedgeBudget.SAVED_MAX; i++) {
      assertThat(hedging.mayHedge(List.of(members.get(1)))).isTrue();
    }
    Future<ReadTally> tally = read(2);
    answer(0, true);
    clock.pass(3 * HEDGE_MILLIS);
    assertThat(asked).hasSize(2);
    suspects.add(members.get(1).node());
    clock.pass(HEDGE_MILLIS);
    assertThat(asked).hasSize(3);
    answer(2, true);
    assertThat(tally.succeeded()).isTrue();
  }
}
