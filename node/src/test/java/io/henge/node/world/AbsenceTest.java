package io.henge.node.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.coordinator.QuorumSize;
import io.henge.node.world.SimulatedNetwork.Fate;
import io.henge.ring.wire.ErrorCode;
import org.junit.jupiter.api.Test;

/** Rule W4: that nothing is there needs as many voices as that something is. */
class AbsenceTest {
  private static final QuorumSize ONE = new QuorumSize.Exactly(1);
  private final Row row = Row.of(41);

  @Test
  void an_owner_that_missed_a_write_does_not_say_not_found_on_its_own() {
    row.fate(Fate.LOSE, Row.to(row.c()).and(Row.commits().or(Row.offers())));
    row.put(row.a(), "text");
    var answer = row.world().await(row.c().coordinator().get(Requests.get(row.key(), ONE)));
    assertThat(Requests.text(answer)).isEqualTo("text");
  }

  @Test
  void an_owner_that_missed_all_but_a_delete_does_not_say_gone_on_its_own() {
    row.put(row.a(), "old");
    row.delete(row.b());
    row.world().run(100);
    row.fate(Fate.LOSE, Row.to(row.c()).and(Row.commits().or(Row.offers())));
    row.put(row.a(), "new");
    var answer = row.world().await(row.c().coordinator().get(Requests.get(row.key(), ONE)));
    assertThat(Requests.text(answer)).isEqualTo("new");
  }

  @Test
  void an_owner_alone_does_not_know_whether_a_key_is_absent() {
    row.b().crash();
    row.c().crash();
    assertThat(row.failedGet(row.a()).code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
    assertThat(row.failedGet(row.a(), ONE).code()).isEqualTo(ErrorCode.QUORUM_NOT_REACHED);
  }

  @Test
  void one_owner_is_enough_for_what_is_there_when_no_more_is_asked_for() {
    row.put(row.a(), "text");
    row.b().crash();
    row.c().crash();
    var answer = row.world().await(row.a().coordinator().get(Requests.get(row.key(), ONE)));
    assertThat(Requests.text(answer)).isEqualTo("text");
  }

  @Test
  void two_owners_that_agree_are_enough_for_not_found() {
    row.c().crash();
    assertThat(row.failedGet(row.a()).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(row.failedGet(row.a(), ONE).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }
}
