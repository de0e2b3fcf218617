package io.henge.node.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.membership.Members;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.MemberChange;
import io.henge.ring.NodeId;
import io.henge.ring.Rows;
import io.henge.ring.Seat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rules H1 and H3: who has to confirm a hint before it is dropped. */
class DebteesTest {
  private static final ChainEntry BEFORE =
      ChainEntry.founding(IntStream.range(0, 6).mapToObj(Members::member).toList(), 64, 3);

  private static final ChainEntry DUAL =
      BEFORE.withChange(List.of(new MemberChange.Leave(new Seat(5))));

  private static final NodeId LEAVER = Members.member(5).node();

  @Test
  void whoever_stays_waits_for_all_owners() {
    List<Member> row = BEFORE.layout().owners(0);
    Debtees debtees = Debtees.of(BEFORE, 0, LEAVER);
    assertThat(debtees.owners()).isEqualTo(row);
    assertThat(debtees.areEnough(Set.of(row.get(0), row.get(1)))).isFalse();
    assertThat(debtees.areEnough(Set.copyOf(row))).isTrue();
  }

  @Test
  void for_who_leaves_a_quorum_of_each_row_is_enough() {
    int partition = DUAL.layouts().changing().get(0);
    Rows rows = DUAL.layouts().rows(partition);
    Debtees debtees = Debtees.of(DUAL, partition, LEAVER);
    Member newcomer = rows.onlyWritten().get(0);
    List<Member> staying = rows.read().stream().filter(rows.other()::contains).toList();
    assertThat(debtees.owners()).hasSize(4).contains(newcomer);
    assertThat(debtees.areEnough(Set.of(staying.get(0), newcomer)))
        .as("one of the old row")
        .isFalse();
    assertThat(debtees.areEnough(Set.of(staying.get(0), Members.member(5))))
        .as("one of the new")
        .isFalse();
    assertThat(debtees.areEnough(Set.copyOf(staying))).isTrue();
    assertThat(Debtees.of(DUAL, partition, Members.member(0).node()).areEnough(Set.copyOf(staying)))
        .as("who stays waits for all four")
        .isFalse();
  }
}
