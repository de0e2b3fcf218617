package io.henge.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.ring.ChainEntry;
import io.henge.ring.MemberChange;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Rule W5: who enters a row is not filled for it, and who cannot know has entered. */
class EnteredRowsTest {
  private static final NodeId SELF = Members.member(0).node();

  private static final ChainEntry FIRST =
      ChainEntry.founding(
          List.of(Members.member(0), Members.member(1), Members.member(2), Members.member(3)),
          32,
          3);

  private static final ChainEntry JOINING =
      FIRST.withChange(List.of(new MemberChange.Join(Members.member(4))));

  private static final ChainEntry JOINED = JOINING.withMoved().withDone();

  private static final ChainEntry LEAVING =
      JOINED.withChange(List.of(new MemberChange.Leave(new Seat(4))));

  private static final ChainEntry LEFT = LEAVING.withMoved().withDone();

  private static SortedSet<Integer> partitions(ChainEntry entry) {
    return new TreeSet<>(entry.layout().partitionsOf(SELF));
  }

  @Test
  void nothing_is_entered_by_policies_and_phases() {
    assertThat(EnteredRows.of(SELF, FIRST, FIRST)).isEmpty();
    assertThat(EnteredRows.of(SELF, JOINING, JOINING.withMoved())).isEmpty();
    assertThat(EnteredRows.of(SELF, JOINING, JOINED)).isEmpty();
    assertThat(EnteredRows.of(SELF, JOINING, JOINING.withAbort())).isEmpty();
  }

  @Test
  void the_rows_that_a_change_brings_are_entered_when_it_begins() {
    SortedSet<Integer> brought = partitions(LEFT);
    brought.removeAll(partitions(JOINED));
    assertThat(brought).isNotEmpty();
    assertThat(EnteredRows.of(SELF, JOINED, LEAVING)).isEqualTo(brought);
    assertThat(EnteredRows.of(Members.member(4).node(), FIRST, JOINING))
        .isEqualTo(new TreeSet<>(JOINED.layout().partitionsOf(Members.member(4).node())));
  }

  @Test
  void one_change_may_be_missed() {
    assertThat(EnteredRows.of(SELF, FIRST, JOINED)).isEmpty();
    SortedSet<Integer> brought = partitions(LEFT);
    brought.removeAll(partitions(JOINED));
    assertThat(EnteredRows.of(SELF, JOINED, LEFT)).isEqualTo(brought);
  }

  @Test
  void after_two_nobody_knows_whether_it_was_there_all_the_time() {
    assertThat(EnteredRows.of(SELF, FIRST, LEFT)).isEqualTo(partitions(LEFT));
  }

  @Test
  void a_change_that_was_taken_back_leaves_nothing_behind() {
    ChainEntry back = LEAVING.withAbort();
    ChainEntry again = back.withChange(List.of(new MemberChange.Leave(new Seat(4))));
    SortedSet<Integer> brought = partitions(LEFT);
    brought.removeAll(partitions(JOINED));
    assertThat(EnteredRows.of(SELF, LEAVING, again)).isEqualTo(brought);
  }
}
