package io.henge.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.BlobKey;
import io.henge.ring.Member;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rule W2: what an owner missed is offered again until it has it. */
class CatchUpTest {
  private final ManualClock clock = new ManualClock();
  private final Member owner = Samples.member(1);
  private final List<PartitionedKey> offered = new ArrayList<>();
  private final List<Promise<Void>> answers = new ArrayList<>();
  private boolean isMember = true;
  private int owedTold;
  private final CatchUp catchUp =
      new CatchUp(this::offer, (member, key) -> isMember, clock, change -> owedTold += change);

  private Future<Void> offer(Member to, PartitionedKey key) {
    offered.add(key);
    answers.add(Promise.promise());
    return answers.get(answers.size() - 1).future();
  }

  private static PartitionedKey key(int number) {
    return new PartitionedKey(0, BlobKey.of("k" + number));
  }

  private void done() {
    answers.get(answers.size() - 1).complete();
  }

  private void failed() {
    answers.get(answers.size() - 1).fail(new ReplicaRefusal(Reason.UNREACHABLE, "away"));
  }

  @Test
  void keys_are_offered_one_after_the_other() {
    catchUp.owe(owner, key(1));
    catchUp.owe(owner, key(2));
    catchUp.owe(owner, key(1));
    assertThat(catchUp.owed()).isEqualTo(2);
    assertThat(owedTold).isEqualTo(2);
    clock.pass(10_000);
    assertThat(offered).containsExactly(key(1));
    done();
    clock.pass(1);
    assertThat(offered).containsExactly(key(1), key(2));
    done();
    assertThat(catchUp.owed()).isZero();
    assertThat(owedTold).isZero();
    clock.pass(60_000);
    assertThat(offered).hasSize(2);
  }

  @Test
  void an_owner_that_does_not_answer_is_asked_less_and_less_often_but_never_given_up() {
    catchUp.owe(owner, key(1));
    for (int hour = 0; hour < 60; hour++) {
      clock.pass(60_000);
      while (!answers.get(answers.size() - 1).future().isComplete()) {
        failed();
        clock.pass(5_000);
      }
    }
    assertThat(offered).hasSizeBetween(60, 600);
    clock.pass(60_000);
    done();
    assertThat(catchUp.owed()).isZero();
  }

  @Test
  void a_key_that_is_refused_does_not_block_the_others() {
    catchUp.owe(owner, key(1));
    catchUp.owe(owner, key(2));
    clock.pass(1_000);
    failed();
    clock.pass(1_000);
    assertThat(offered).containsExactly(key(1), key(2));
    assertThat(owedTold).isEqualTo(1);
  }

  @Test
  void a_write_missed_while_its_key_is_being_offered_is_offered_again() {
    catchUp.owe(owner, key(1));
    clock.pass(1_000);
    catchUp.owe(owner, key(1));
    done();
    clock.pass(1_000);
    assertThat(offered).containsExactly(key(1), key(1));
    done();
    assertThat(catchUp.owed()).isZero();
  }

  @Test
  void what_is_owed_has_a_bound() {
    for (int i = 0; i < CatchUp.KEYS_PER_OWNER_MAX + 100; i++) {
      catchUp.owe(owner, key(i));
    }
    assertThat(catchUp.owed()).isEqualTo(CatchUp.KEYS_PER_OWNER_MAX);
    assertThat(owedTold).isEqualTo(CatchUp.KEYS_PER_OWNER_MAX);
  }

  @Test
  void what_is_owed_to_a_replaced_member_is_let_go() {
    catchUp.owe(owner, key(1));
    catchUp.owe(owner, key(2));
    isMember = false;
    clock.pass(100_000);
    assertThat(offered).isEmpty();
    assertThat(catchUp.owed()).isZero();
    assertThat(owedTold).isZero();
  }

  @Test
  void thousands_of_keys_that_are_answered_at_once_are_offered_one_by_one() {
    List<PartitionedKey> taken = new ArrayList<>();
    CatchUp quick =
        new CatchUp(
            (to, key) -> {
              taken.add(key);
              return Future.succeededFuture();
            },
            (member, key) -> true,
            clock,
            change -> {});
    for (int i = 0; i < CatchUp.KEYS_PER_OWNER_MAX; i++) {
      quick.owe(owner, key(i));
    }
    clock.pass(100_000);
    assertThat(taken).hasSize(CatchUp.KEYS_PER_OWNER_MAX);
    assertThat(quick.owed()).isZero();
  }
}
