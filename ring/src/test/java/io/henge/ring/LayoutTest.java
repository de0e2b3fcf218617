package io.henge.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static final Partitions PARTITIONS = new Partitions(64);

  private final List<Member> members = Members.equal(7, 3);
  private final Layout layout = Layout.founding(members, PARTITIONS, 3);

  @Test
  void members_are_found_by_seat_and_by_node() {
    Member third = members.get(2);
    assertThat(layout.member(new Seat(2))).isEqualTo(third);
    assertThat(layout.memberOf(third.node())).contains(third);
    assertThat(layout.memberOf(new NodeId(1))).isEmpty();
    assertThat(layout.zones()).containsExactly(0, 1, 2);
    assertThatThrownBy(() -> layout.member(new Seat(7)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_row_is_the_tables() {
    for (int p = 0; p < PARTITIONS.count(); p++) {
      assertThat(layout.rowOf(p)).hasSize(3).isSameAs(layout.table().row(p));
      assertThat(layout.table().seat(p, 0)).isEqualTo(layout.rowOf(p).get(0));
    }
  }

  @Test
  void row_and_stand_ins_are_all_members_once() {
    for (int p = 0; p < PARTITIONS.count(); p++) {
      List<Seat> all = new ArrayList<>(layout.rowOf(p));
      all.addAll(layout.standInOrder(p));
      assertThat(all)
          .as("partition %s", p)
          .containsExactlyInAnyOrderElementsOf(members.stream().map(Member::seat).toList());
      assertThat(layout.standInOrder(p)).isSameAs(layout.standInOrder(p));
    }
  }

  @Test
  void the_first_n_of_that_order_stand_in_and_no_others() {
    for (int p = 0; p < PARTITIONS.count(); p++) {
      assertThat(layout.owners(p).stream().map(Member::seat)).isEqualTo(layout.rowOf(p));
      assertThat(layout.standIns(p).stream().map(Member::seat))
          .isEqualTo(layout.standInOrder(p).subList(0, 3));
      for (Member member : members) {
        assertThat(layout.isOwner(member.node(), p)).isEqualTo(layout.owners(p).contains(member));
        assertThat(layout.isStandIn(member.node(), p))
            .isEqualTo(layout.standIns(p).contains(member));
      }
      assertThat(layout.isOwner(new NodeId(0xc0ffee), p)).isFalse();
      assertThat(layout.isStandIn(new NodeId(0xc0ffee), p)).isFalse();
    }
  }

  @Test
  void zones_that_the_row_lacks_stand_in_first() {
    Layout wide = Layout.founding(Members.equal(12, 6), PARTITIONS, 3);
    for (int p = 0; p < PARTITIONS.count(); p++) {
      Set<Integer> seen = new HashSet<>();
      wide.rowOf(p).forEach(seat -> seen.add(wide.member(seat).zone()));
      List<Boolean> unseen =
          wide.standInOrder(p).stream().map(s -> !seen.contains(wide.member(s).zone())).toList();
      assertThat(unseen.subList(0, 6)).as("partition %s", p).containsOnly(true);
      assertThat(unseen.subList(6, 9)).as("partition %s", p).containsOnly(false);
    }
  }

  @Test
  void a_replacement_on_the_same_seat_moves_nothing() {
    List<Member> replaced = new ArrayList<>(members);
    Member old = members.get(4);
    replaced.set(
        4,
        new Member(
            old.seat(),
            new NodeId(0xc0ffee),
            new Incarnation(5),
            new Address("other", 7500),
            new Address("other", 7400),
            old.zone(),
            old.weight()));
    assertThat(Layout.founding(replaced, PARTITIONS, 3).table()).isEqualTo(layout.table());
  }

  @Test
  void the_order_in_which_members_are_given_means_nothing() {
    List<Member> reversed = new ArrayList<>(members);
    Collections.reverse(reversed);
    assertThat(Layout.founding(reversed, PARTITIONS, 3))
        .isEqualTo(layout)
        .hasSameHashCodeAs(layout);
  }

  @Test
  void parts_that_do_not_fit_together_are_refused() {
    AssignmentTable table = layout.table();
    refused(
        "no member's",
        () -> new Layout(Members.equal(3, 1), PARTITIONS, 3, table, LayoutAge.FOUNDING));
    refused("rows of 3", () -> new Layout(members, PARTITIONS, 4, table, LayoutAge.FOUNDING));
    refused("64 rows", () -> new Layout(members, new Partitions(32), 3, table, LayoutAge.FOUNDING));
    refused("members", () -> new Layout(List.of(), PARTITIONS, 3, table, LayoutAge.FOUNDING));
    refused("replicas", () -> Layout.founding(members, PARTITIONS, 0));
    refused("replicas", () -> Layout.founding(members, PARTITIONS, 17));
    List<Member> twice = new ArrayList<>(members);
    twice.add(members.get(0));
    refused("seat 0", () -> new Layout(twice, PARTITIONS, 3, table, LayoutAge.FOUNDING));
  }

  private static void refused(String complaint, Runnable made) {
    assertThatThrownBy(made::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void a_table_has_whole_rows_of_distinct_seats() {
    assertThatThrownBy(() -> AssignmentTable.of(3, new int[4]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AssignmentTable.of(2, new int[] {1, 2, 3, 3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 1 has seat 3 twice");
    assertThatThrownBy(() -> AssignmentTable.of(2, new int[] {1, -2}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
