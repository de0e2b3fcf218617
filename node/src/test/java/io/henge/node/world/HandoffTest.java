package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.failure.BlobFailure;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.version.BlobObject;
import io.henge.ring.wire.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules H1 and H2: hints reach their owners, whatever happens, and are few enough. */
class HandoffTest {
  private final Row row = Row.of(World.founded(92, 6), "stones/1");
  private final WorldNode x = row.standIns().get(0);
  private final WorldNode y = row.standIns().get(1);
  private final WorldNode z = row.standIns().get(2);

  /** A hint at x for b and c, which are down. */
  private WriteReceipt leaveAHint(String text) {
    row.b().crash();
    row.c().crash();
    WriteReceipt receipt = row.put(row.a(), text);
    row.world().run(1_000);
    assertThat(row.stored(x)).isEqualTo(row.stored(row.a()));
    return receipt;
  }

  /** From now on what is missing comes from stand-ins, or not at all. */
  private void onlyStandInsDeliver() {
    row.fate(Fate.LOSE, Row.offers().and(Row.from(row.a())));
  }

  private void requireWhole() {
    row.world().run(60_000);
    for (WorldNode owner : row.all()) {
      assertThat(row.stored(owner)).isEqualTo(row.stored(row.a()));
    }
    for (WorldNode standIn : row.standIns()) {
      assertThat(row.stored(standIn).isEmpty()).as("%s", standIn.address()).isTrue();
      assertThat(standIn.backlog().keys()).isZero();
      assertThat(standIn.backlog().bytes()).isZero();
      assertThat(standIn.backlog().ageSeconds(Long.MAX_VALUE)).isZero();
    }
  }

  @Test
  void hints_survive_a_restart_of_their_holder_and_reach_all_owners() {
    leaveAHint("text");
    x.crash();
    row.restart(x);
    row.world().run(1_000);
    assertThat(x.backlog().keys()).isEqualTo(1);
    onlyStandInsDeliver();
    row.restart(row.b());
    row.restart(row.c());
    requireWhole();
    assertThat(row.read(row.c())).isEqualTo("text");
    assertThat(x.events().hintsDropped()).isEqualTo(1);
  }

  @Test
  void a_hint_stays_as_long_as_one_owner_has_not_confirmed_it() {
    leaveAHint("text");
    onlyStandInsDeliver();
    row.restart(row.b());
    row.world().run(60_000);
    assertThat(row.stored(row.b())).isEqualTo(row.stored(row.a()));
    assertThat(row.stored(x)).isEqualTo(row.stored(row.a()));
    row.restart(row.c());
    requireWhole();
  }

  @Test
  void an_owner_that_loses_what_it_has_confirmed_gets_it_again() {
    leaveAHint("text");
    onlyStandInsDeliver();
    row.restart(row.b());
    row.world().run(60_000);
    assertThat(row.stored(row.b())).isEqualTo(row.stored(row.a()));
    row.b().crash();
    row.b().disk().loseIndex();
    row.restart(row.b());
    row.restart(row.c());
    requireWhole();
    assertThat(row.read(row.c())).isEqualTo("text");
  }

  @Test
  void an_unfilled_stand_in_keeps_its_hint_when_it_hears_of_removals() {
    x.crash();
    x.disk().unfill();
    row.restart(x);
    leaveAHint("text");
    row.world().await(x.removals().raise(row.key().partition(), 5));
    y.crash();
    onlyStandInsDeliver();
    row.restart(row.b());
    row.restart(row.c());
    row.a().crash();
    row.world().run(60_000);
    assertThat(row.read(row.b())).isEqualTo("text");
  }

  @Test
  void an_offer_that_arrives_and_is_not_confirmed_leaves_the_hint() {
    leaveAHint("text");
    row.fate(Fate.LOSE_REPLY, Row.from(x));
    row.restart(row.b());
    row.restart(row.c());
    row.world().run(60_000);
    assertThat(row.stored(x).isEmpty()).isFalse();
    row.allArrive();
    requireWhole();
  }

  @Test
  void a_holder_that_crashes_between_confirmation_and_drop_delivers_once_more() {
    leaveAHint("text");
    onlyStandInsDeliver();
    row.restart(row.b());
    row.restart(row.c());
    while (!row.stored(row.b()).equals(row.stored(row.a()))
        || !row.stored(row.c()).equals(row.stored(row.a()))) {
      row.world().run(1);
    }
    x.crash();
    assertThat(row.stored(x).isEmpty()).isFalse();
    row.restart(x);
    requireWhole();
  }

  @Test
  void delivered_twice_is_delivered_once() {
    row.world().network().faults(0, 100);
    leaveAHint("text");
    onlyStandInsDeliver();
    row.restart(row.b());
    row.restart(row.c());
    requireWhole();
    assertThat(row.get(row.b()).siblings()).isEqualTo(1);
  }

  @Test
  void a_hint_that_comes_late_does_not_undo_what_has_replaced_it() {
    leaveAHint("old");
    row.isolate(x);
    row.restart(row.b());
    row.restart(row.c());
    row.put(row.b(), "new");
    row.world().run(5_000);
    row.world().network().mend();
    requireWhole();
    for (WorldNode owner : row.all()) {
      assertThat(row.read(owner)).isEqualTo("new");
      assertThat(row.get(owner).siblings()).isEqualTo(1);
    }
  }

  @Test
  void what_was_deleted_during_an_outage_stays_deleted() {
    row.put(row.a(), "text");
    row.world().run(1_000);
    row.b().crash();
    row.c().crash();
    WriteReceipt deleted = row.delete(row.a());
    assertThat(deleted.standIns()).isEqualTo(1);
    row.world().run(1_000);
    row.a().crash();
    row.restart(row.b());
    row.restart(row.c());
    row.world().run(60_000);
    assertThat(row.failedGet(row.b()).code()).isEqualTo(ErrorCode.GONE);
    row.restart(row.a());
    requireWhole();
  }

  @Test
  void a_large_body_is_pulled_by_the_owner() {
    leaveAHint(Requests.large("text"));
    onlyStandInsDeliver();
    row.restart(row.b());
    row.restart(row.c());
    requireWhole();
    assertThat(row.read(row.c())).isEqualTo(Requests.large("text"));
  }

  @Test
  void a_hint_that_changed_meanwhile_is_not_dropped_for_what_was_confirmed_before() {
    leaveAHint("first");
    BlobObject first = row.stored(x);
    row.put(row.a(), "second");
    row.world().run(1_000);
    BlobObject second = row.stored(x);
    assertThat(second).isNotEqualTo(first);
    assertThat(row.world().await(x.replica().drop(row.key(), first, () -> true))).isFalse();
    assertThat(row.stored(x)).isEqualTo(second);
  }

  @Test
  void what_is_not_owed_any_more_is_not_dropped() {
    leaveAHint("text");
    BlobObject hint = row.stored(x);
    assertThat(row.world().await(x.replica().drop(row.key(), hint, () -> false))).isFalse();
    assertThat(row.stored(x)).isEqualTo(hint);
  }

  @Test
  void over_its_budget_a_stand_in_refuses_and_the_next_one_takes_it() {
    x.hintBytesMax(3);
    row.b().crash();
    row.c().crash();
    WriteReceipt receipt = row.put(row.a(), "text");
    assertThat(receipt.standIns()).isEqualTo(1);
    row.world().run(500);
    assertThat(row.stored(x).isEmpty()).isTrue();
    assertThat(row.stored(y).isEmpty()).isFalse();
    assertThat(x.events().hintsRefused()).isPositive();
  }

  @Test
  void when_all_stand_ins_are_over_their_budgets_the_write_fails_and_may_surface() {
    List.of(x, y, z).forEach(standIn -> standIn.hintBytesMax(0));
    row.b().crash();
    row.c().crash();
    BlobFailure failure = row.failedPut(row.a(), "text", Requests.PLAIN);
    assertThat(failure.code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(failure.maySurface()).isTrue();
    assertThat(x.backlog().keys()).isZero();
  }

  @Test
  void a_stage_that_a_stand_in_refuses_is_forgotten_there() {
    List.of(x, y, z).forEach(standIn -> standIn.hintBytesMax(0));
    row.a().suspect(row.b());
    row.a().suspect(row.c());
    row.b().crash();
    row.c().crash();
    row.failedPut(row.a(), Requests.large("text"), Requests.PLAIN);
    row.world().run(1_000);
    assertThat(x.stageCount()).isZero();
    assertThat(y.stageCount()).isZero();
  }
}
