package io.henge.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.henge.ring.MemberChange.Join;
import io.henge.ring.MemberChange.Leave;
import io.henge.ring.MemberChange.Remove;
import io.henge.ring.MemberChange.Reweigh;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rule C4: a change of the members is a number of entries, each of which says who does what. */
class LayoutChangeTest {
  private static final ChainEntry BEFORE =
      ChainEntry.founding(Members.equal(4, 2), 64, 3)
          .withPolicy("photos", new BucketPolicy(ConflictPolicy.IMMUTABLE));

  private static final Member NEWCOMER = Members.member(77, 1, 1);

  private static final ChainEntry DUAL =
      BEFORE.withChange(
          List.of(new Join(NEWCOMER), new Leave(new Seat(1)), new Reweigh(new Seat(2), 5, 3)));

  private static Member seated(ChainEntry entry) {
    return entry.layouts().memberOf(NEWCOMER.node()).orElseThrow();
  }

  @Test
  void a_change_begins_with_the_old_rows_read_and_both_written() {
    assertThat(DUAL.phase()).isEqualTo(Phase.DUAL);
    assertThat(DUAL.number()).isEqualTo(3);
    assertThat(DUAL.parentDigest()).isEqualTo(BEFORE.digest());
    assertThat(DUAL.buckets()).isEqualTo(BEFORE.buckets());
    assertThat(DUAL.layout()).isEqualTo(BEFORE.layout());
    Layout next = DUAL.layouts().next().orElseThrow();
    assertThat(next.age()).isEqualTo(new LayoutAge(3, 1));
    for (int partition = 0; partition < 64; partition++) {
      Rows rows = DUAL.layouts().rows(partition);
      assertThat(seats(rows.read())).isEqualTo(BEFORE.layout().rowOf(partition));
      Set<Seat> written = new HashSet<>(next.rowOf(partition));
      assertThat(rows.areTwo()).isEqualTo(!written.equals(Set.copyOf(seats(rows.read()))));
      written.addAll(seats(rows.read()));
      assertThat(Set.copyOf(seats(rows.owners()))).isEqualTo(written);
      assertThat(rows.owners()).doesNotHaveDuplicates();
    }
    assertThat(DUAL.layouts().changing()).isNotEmpty();
  }

  private static List<Seat> seats(List<Member> members) {
    return members.stream().map(Member::seat).toList();
  }

  @Test
  void then_the_new_rows_are_read_and_both_still_written() {
    ChainEntry moved = DUAL.withMoved();
    Layout next = DUAL.layouts().next().orElseThrow();
    assertThat(moved.phase()).isEqualTo(Phase.MOVED);
    for (int partition = 0; partition < 64; partition++) {
      Rows rows = moved.layouts().rows(partition);
      assertThat(seats(rows.read())).isEqualTo(next.rowOf(partition));
      assertThat(Set.copyOf(rows.owners()))
          .isEqualTo(Set.copyOf(DUAL.layouts().rows(partition).owners()));
    }
  }

  @Test
  void when_it_is_done_the_new_layout_stands_alone_and_who_left_is_retired() {
    ChainEntry done = DUAL.withMoved().withDone();
    Member left = BEFORE.layout().member(new Seat(1));
    assertThat(done.phase()).isEqualTo(Phase.DONE);
    assertThat(done.number()).isEqualTo(5);
    assertThat(done.layout()).isEqualTo(DUAL.layouts().next().orElseThrow());
    assertThat(done.layouts().next()).isEmpty();
    assertThat(done.retired())
        .containsExactly(new RetiredMember(left.seat(), left.node(), left.incarnation()));
    assertThat(done.layouts().memberOf(left.node())).isEmpty();
    assertThat(done.layouts().changing()).isEmpty();
    assertThat(done.layout().member(new Seat(2)).weight()).isEqualTo(3);
    assertThat(done.layout().member(new Seat(2)).zone()).isEqualTo(5);
  }

  @Test
  void while_nothing_new_is_read_all_can_be_as_before() {
    ChainEntry aborted = DUAL.withAbort();
    assertThat(aborted.layout().members()).isEqualTo(BEFORE.layout().members());
    assertThat(aborted.layout().table()).isEqualTo(BEFORE.layout().table());
    assertThat(aborted.layout().age()).isEqualTo(new LayoutAge(4, 1));
    assertThat(aborted.layouts().witnesses(0)).as("any other may keep something").hasSize(1);
    Member dropped = seated(DUAL);
    assertThat(aborted.retired())
        .containsExactly(new RetiredMember(dropped.seat(), dropped.node(), dropped.incarnation()));
    assertThatThrownBy(() -> aborted.withChange(List.of(new Join(NEWCOMER))))
        .as("its directory does not hear of what is deleted from now on")
        .hasMessageContaining("retired");
    ChainEntry moved = DUAL.withMoved();
    assertThatThrownBy(moved::withAbort).hasMessageContaining("moved");
    assertThatThrownBy(BEFORE::withAbort).hasMessageContaining("done");
    assertThatThrownBy(DUAL::withDone).hasMessageContaining("dual");
  }

  @Test
  void two_changes_to_the_same_members_are_told_apart() {
    ChainEntry dual = BEFORE.withChange(List.of(new Leave(new Seat(1))));
    ChainEntry again = dual.withAbort().withChange(dual.layouts().changes());
    Layout first = dual.layouts().next().orElseThrow();
    Layout second = again.layouts().next().orElseThrow();
    assertThat(second.table()).isEqualTo(first.table());
    assertThat(second).isNotEqualTo(first);
    assertThat(second.age()).isEqualTo(new LayoutAge(5, 4));
  }

  @Test
  void a_newcomer_gets_a_seat_that_nobody_had() {
    assertThat(seated(DUAL).seat()).isEqualTo(new Seat(4));
    ChainEntry left =
        DUAL.withMoved()
            .withDone()
            .withChange(List.of(new Leave(new Seat(4))))
            .withMoved()
            .withDone();
    ChainEntry later = left.withChange(List.of(new Join(Members.member(80, 0, 1))));
    assertThat(later.layouts().members()).extracting(Member::seat).contains(new Seat(5));
    assertThatThrownBy(() -> left.withChange(List.of(new Join(NEWCOMER))))
        .hasMessageContaining("retired");
  }

  @Test
  void what_changes_can_be_read_from_an_entry_and_survives_its_document() {
    ChainEntry removal =
        BEFORE.withChange(List.of(new Remove(new Seat(0)), new Leave(new Seat(3))));
    for (ChainEntry entry :
        List.of(DUAL, DUAL.withMoved(), DUAL.withMoved().withDone(), DUAL.withAbort(), removal)) {
      ChainEntry read = ChainEntry.parse(entry.toJson());
      assertThat(read).isEqualTo(entry);
      assertThat(read.layouts()).isEqualTo(entry.layouts());
      assertThat(read.layouts().changes()).isEqualTo(entry.layouts().changes());
    }
    assertThat(BEFORE.withChange(DUAL.layouts().changes())).isEqualTo(DUAL);
    assertThat(removal.layouts().givenUp()).containsExactly(new Seat(0));
    assertThat(removal.layouts().changes())
        .containsExactly(new Remove(new Seat(0)), new Leave(new Seat(3)));
  }

  @Test
  void rows_that_get_longer_or_shorter_have_majorities() {
    ChainEntry two = ChainEntry.founding(Members.equal(2, 1), 8, 3);
    ChainEntry dual =
        two.withChange(List.of(new Join(NEWCOMER), new Join(Members.member(78, 1, 1))));
    assertThat(dual.writeQuorum()).isEqualTo(2);
    assertThat(dual.layouts().rows(0).read()).hasSize(2);
    assertThat(dual.layouts().rows(0).other()).hasSize(3);
    assertThat(dual.withMoved().withDone().quorums()).isEqualTo(new Quorums(2, 2));
    ChainEntry one = ChainEntry.founding(Members.equal(1, 1), 8, 3);
    ChainEntry grown = one.withChange(List.of(new Join(NEWCOMER)));
    assertThat(grown.readQuorum()).isEqualTo(1);
    assertThat(grown.quorumsOf(grown.layouts().newest())).isEqualTo(new Quorums(2, 2));
    assertThat(grown.withMoved().readQuorum()).isEqualTo(2);
    BucketPolicy all =
        new BucketPolicy(ConflictPolicy.SIBLINGS, OptionalInt.of(3), OptionalInt.empty(), true);
    ChainEntry strict = ChainEntry.founding(Members.equal(3, 1), 8, 3).withPolicy("a", all);
    assertThatThrownBy(() -> strict.withChange(List.of(new Leave(new Seat(0)))))
        .hasMessageContaining("r of bucket 'a'");
  }

  @Test
  void stand_ins_are_no_owners_and_who_leaves_is_none() {
    ChainEntry six = ChainEntry.founding(Members.equal(7, 1), 64, 3);
    ChainEntry dual =
        six.withChange(List.of(new Leave(new Seat(0)), new Join(Members.member(90, 0, 1))));
    NodeId leaver = six.layout().member(new Seat(0)).node();
    boolean stoodInBefore = false;
    for (int partition = 0; partition < 64; partition++) {
      Layouts layouts = dual.layouts();
      List<Member> owners = layouts.owners(partition);
      List<Member> standIns = layouts.standIns(partition);
      assertThat(standIns).doesNotContainAnyElementsOf(owners);
      assertThat(standIns).extracting(Member::node).doesNotContain(leaver);
      for (Member one : layouts.members()) {
        assertThat(layouts.witnesses(partition).contains(one)).isEqualTo(!owners.contains(one));
        boolean stoodIn = six.layout().isStandIn(one.node(), partition);
        assertThat(layouts.isStandIn(one.node(), partition))
            .isEqualTo(standIns.contains(one) || (stoodIn && !owners.contains(one)));
      }
      stoodInBefore |= layouts.isStandIn(leaver, partition);
    }
    assertThat(stoodInBefore).isTrue();
  }

  @Test
  void what_cannot_be_is_refused_by_name() {
    Member taken = BEFORE.layout().member(new Seat(0));
    refused("no change", List.of());
    refused("seat 9", List.of(new Leave(new Seat(9))));
    refused("twice", List.of(new Leave(new Seat(1)), new Remove(new Seat(1))));
    refused("in common", List.of(new Join(NEWCOMER), new Join(NEWCOMER)));
    refused("is a member already", List.of(new Join(taken)));
    refused("not negative", List.of(new Reweigh(new Seat(0), -1, 1)));
    refused(
        "members, not 0",
        BEFORE.layout().members().stream()
            .<MemberChange>map(member -> new Leave(member.seat()))
            .toList());
    assertThatThrownBy(() -> DUAL.withChange(List.of(new Leave(new Seat(0)))))
        .hasMessageContaining("about to change");
    assertThatThrownBy(() -> DUAL.withReplacement(new Seat(0), Members.member(91, 0, 1)))
        .hasMessageContaining("about to change");
  }

  private static void refused(String why, List<MemberChange> changes) {
    assertThatThrownBy(() -> BEFORE.withChange(changes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
