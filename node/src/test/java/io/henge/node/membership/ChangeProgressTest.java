package io.henge.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.node.message.PeerReply.Unfilled;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.MemberChange;
import io.henge.ring.Phase;
import io.henge.ring.Seat;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rule C4: what each phase of a change waits for. */
class ChangeProgressTest {
  private static final ChainEntry BEFORE =
      ChainEntry.founding(
          List.of(Members.member(0), Members.member(1), Members.member(2), Members.member(3)),
          16,
          3);

  /** The fourth leaves and a fifth joins. */
  private static final ChainEntry DUAL =
      BEFORE.withChange(
          List.of(new MemberChange.Leave(new Seat(3)), new MemberChange.Join(Members.member(4))));

  private static final ChainEntry MOVED = DUAL.withMoved();

  private static final Unfilled WHOLE = new Unfilled(new BitSet(), true);

  private final Map<Member, Unfilled> heard = new HashMap<>();

  private void allSay(Unfilled what) {
    DUAL.layouts().members().forEach(member -> heard.put(member, what));
  }

  private static Member on(int seat) {
    return DUAL.layouts().member(new Seat(seat));
  }

  private static Unfilled without(int partition) {
    BitSet unfilled = new BitSet();
    unfilled.set(partition);
    return new Unfilled(unfilled, true);
  }

  /** A partition that a member gets by the change. */
  private static int entered(Member member) {
    return DUAL.layouts().changing().stream()
        .filter(partition -> DUAL.layouts().rows(partition).onlyWritten().contains(member))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_new_rows_are_read_when_all_that_enter_them_are_filled() {
    allSay(WHOLE);
    assertThat(new ChangeProgress(DUAL, heard).next()).contains(MOVED);
    Member newcomer = on(4);
    heard.put(newcomer, without(entered(newcomer)));
    ChangeProgress progress = new ChangeProgress(DUAL, heard);
    assertThat(progress.next()).isEmpty();
    assertThat(progress.missing()).singleElement().asString().contains("seat 4 is filled for");
    heard.remove(newcomer);
    assertThat(new ChangeProgress(DUAL, heard).next()).as("who is silent is not filled").isEmpty();
    assertThat(progress.intakes().get(newcomer).filled())
        .isEqualTo(progress.intakes().get(newcomer).partitions() - 1);
  }

  @Test
  void who_was_in_the_row_before_need_not_be_filled() {
    allSay(WHOLE);
    Member member = on(0);
    int old =
        BEFORE.layout().partitionsOf(member.node()).stream()
            .filter(partition -> BEFORE.layout().isOwner(member.node(), partition))
            .findFirst()
            .orElseThrow();
    heard.put(member, without(old));
    assertThat(new ChangeProgress(DUAL, heard).next()).contains(MOVED);
  }

  @Test
  void the_change_is_done_when_no_reader_of_an_old_row_can_find_enough_of_it() {
    allSay(WHOLE);
    assertThat(new ChangeProgress(MOVED, heard).next()).contains(MOVED.withDone());
    heard.remove(on(0));
    assertThat(new ChangeProgress(MOVED, heard).next()).contains(MOVED.withDone());
    heard.remove(on(1));
    ChangeProgress progress = new ChangeProgress(MOVED, heard);
    assertThat(progress.next()).isEmpty();
    assertThat(progress.missing()).singleElement().asString().contains("former owners");
  }

  @Test
  void who_leaves_is_waited_for_until_it_owes_nothing_or_is_given_up() {
    allSay(WHOLE);
    heard.put(on(3), new Unfilled(new BitSet(), false));
    assertThat(new ChangeProgress(MOVED, heard).next()).isEmpty();
    heard.remove(on(3));
    assertThat(new ChangeProgress(MOVED, heard).next()).isEmpty();
    assertThat(new ChangeProgress(MOVED, heard).missing())
        .singleElement()
        .asString()
        .contains("seat 3 has not handed over");
    ChainEntry givenUp = MOVED.withGivenUp(new Seat(3));
    assertThat(new ChangeProgress(givenUp, heard).next()).contains(givenUp.withDone());
  }

  @Test
  void what_others_owe_is_no_reason_to_wait() {
    allSay(new Unfilled(new BitSet(), false));
    heard.put(on(3), WHOLE);
    assertThat(new ChangeProgress(MOVED, heard).next().orElseThrow().phase()).isEqualTo(Phase.DONE);
  }

  @Test
  void without_a_change_nothing_is_missing() {
    assertThat(new ChangeProgress(BEFORE, heard).missing()).isEmpty();
    assertThat(new ChangeProgress(BEFORE, heard).next()).isEmpty();
    assertThat(new ChangeProgress(BEFORE, heard).intakes()).isEmpty();
  }

  @Test
  void in_rows_of_two_both_former_owners_must_know_that_it_has_moved() {
    ChainEntry two =
        ChainEntry.founding(
            List.of(Members.member(0), Members.member(1), Members.member(2)), 16, 2);
    ChainEntry moved =
        two.withChange(List.of(new MemberChange.Join(Members.member(3)))).withMoved();
    moved.layouts().members().forEach(member -> heard.put(member, WHOLE));
    assertThat(new ChangeProgress(moved, heard).next()).contains(moved.withDone());
    int partition = moved.layouts().changing().get(0);
    heard.remove(moved.layouts().rows(partition).other().get(0));
    assertThat(new ChangeProgress(moved, heard).next())
        .as("it would read alone what a write replaces")
        .isEmpty();
  }

  @Test
  void who_is_gone_for_good_answers_nobody() {
    ChainEntry removal =
        BEFORE
            .withChange(
                List.of(
                    new MemberChange.Remove(new Seat(3)),
                    new MemberChange.Remove(new Seat(2)),
                    new MemberChange.Join(Members.member(4)),
                    new MemberChange.Join(Members.member(5))))
            .withMoved();
    removal.layouts().members().stream()
        .filter(member -> member.seat().number() != 2 && member.seat().number() != 3)
        .forEach(member -> heard.put(member, WHOLE));
    assertThat(new ChangeProgress(removal, heard).next()).contains(removal.withDone());
  }
}
