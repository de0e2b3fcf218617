package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.WriteReceipt;
import io.henge.node.world.SimulatedNetwork.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule W2: an owner that missed a write, or was too slow for it, catches up. */
class DetachedReplicaTest {
  private final Row row = Row.of(61);

  @Test
  void an_owner_too_slow_for_a_body_is_detached_and_gets_it_later() {
    row.c().takesBodies(false);
    WriteReceipt receipt = row.put(row.a(), Requests.large("text"));
    assertThat(receipt.acks()).isEqualTo(2);
    row.c().takesBodies(true);
    row.world().run(5_000);
    assertThat(row.copies(receipt.dot().orElseThrow())).isEqualTo(3);
    assertThat(row.stored(row.c())).isEqualTo(row.stored(row.a()));
    assertThat(row.a().owed()).isZero();
  }

  @Test
  void a_wrong_suspicion_costs_no_write_when_another_owner_dies() {
    row.a().suspect(row.c());
    row.b().crash();
    WriteReceipt receipt = row.put(row.a(), Requests.large("text"));
    assertThat(receipt.acks()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text", "a text that is too long to travel in a message, so it is staged"})
  void an_owner_that_was_away_gets_what_it_missed(String text) {
    row.c().crash();
    row.put(row.a(), text);
    row.put(row.b(), text + "!");
    row.world().run(60_000);
    row.restart(row.c());
    row.world().run(30_000);
    assertThat(row.stored(row.c())).isEqualTo(row.stored(row.a()));
    assertThat(row.a().owed() + row.b().owed()).isZero();
  }

  @Test
  void a_write_that_is_missed_while_the_last_one_is_being_caught_up_is_not_forgotten() {
    String seen = row.put(row.a(), "seen").contextToken();
    row.world().run(100);
    // What c missed first is on its way to c when it misses a second, concurrent write; the reply
    // about the first comes last.
    row.fate(Fate.LOSE, Row.to(row.c()).and(Row.commits()));
    row.put(row.a(), "first", Requests.with(seen));
    row.world()
        .network()
        .rule(
            passage -> {
              if (Row.to(row.c()).and(Row.offers()).test(passage)) {
                return Fate.HOLD;
              }
              boolean commit = Row.to(row.c()).and(Row.commits()).test(passage);
              return commit ? Fate.LOSE : Fate.DELIVER;
            });
    row.world().run(1_300);
    assertThat(row.world().network().held()).isEqualTo(1);
    row.put(row.a(), "second", Requests.with(seen));
    row.world().run(1_200);
    row.allArrive();
    row.world().network().release();

    row.world().run(30_000);

    assertThat(row.stored(row.a()).live()).hasSize(2);
    assertThat(row.stored(row.c())).isEqualTo(row.stored(row.a()));
  }

  @Test
  void a_detached_owner_leaves_no_stage_behind_and_an_acknowledged_write_none_anywhere() {
    row.put(row.a(), Requests.large("text"));
    row.world().run(5_000);
    assertThat(row.all()).allMatch(node -> node.stageCount() == 0);
  }
}
