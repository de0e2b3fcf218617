package io.henge.ring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What changes of members make of a layout's members, and which changes lie between two. */
final class MemberChanges {
  private final ChainEntry head;
  private final Map<Seat, Member> next = new TreeMap<>();
  private final Set<Seat> named = new HashSet<>();
  private final Set<Seat> givenUp = new TreeSet<>();
  private int freeSeat;

  private MemberChanges(ChainEntry head) {
    this.head = head;
    this.freeSeat = head.firstFreeSeat();
    head.layout().members().forEach(member -> next.put(member.seat(), member));
  }

  /**
   * The layouts after these changes of an entry's members.
   *
   * @throws IllegalArgumentException says which of them cannot be, and why
   */
  static Layouts begun(ChainEntry head, List<MemberChange> changes) {
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("no change of the members is wished for");
    }
    MemberChanges made = new MemberChanges(head);
    changes.forEach(made::make);
    Layout next = head.layout().changedTo(List.copyOf(made.next.values()), head.number() + 1);
    return Layouts.changing(Phase.DUAL, head.layout(), next, made.givenUp);
  }

  private void make(MemberChange change) {
    if (change instanceof MemberChange.Join join) {
      join(join.newcomer());
    } else if (change instanceof MemberChange.Leave leave) {
      next.remove(member(leave.seat()).seat());
    } else if (change instanceof MemberChange.Remove remove) {
      next.remove(member(remove.seat()).seat());
      givenUp.add(remove.seat());
    } else if (change instanceof MemberChange.Reweigh reweigh) {
      Member member = member(reweigh.seat());
      next.put(member.seat(), member.withShare(reweigh.zone(), reweigh.weight()));
    }
  }

  private Member member(Seat seat) {
    if (!named.add(seat)) {
      throw new IllegalArgumentException("seat " + seat.number() + " is to change twice");
    }
    return head.layout().member(seat);
  }

  private void join(Member newcomer) {
    Successor.requireNew(head, Optional.empty(), newcomer);
    for (Member member : next.values()) {
      if (member.node().equals(newcomer.node()) || member.sharesAddressWith(newcomer)) {
        throw new IllegalArgumentException(
            "two newcomers have the node id or an address in common: " + newcomer.node());
      }
    }
    Member seated = newcomer.onSeat(new Seat(freeSeat++));
    next.put(seated.seat(), seated);
  }

  /** The changes that lie between two layouts, in the order in which newcomers get their seats. */
  static List<MemberChange> between(Layout former, Layout newer, Set<Seat> givenUp) {
    List<MemberChange> changes = new ArrayList<>();
    for (Member member : former.members()) {
      if (!newer.has(member.seat())) {
        changes.add(
            givenUp.contains(member.seat())
                ? new MemberChange.Remove(member.seat())
                : new MemberChange.Leave(member.seat()));
      } else if (!newer.member(member.seat()).equals(member)) {
        Member changed = newer.member(member.seat());
        changes.add(new MemberChange.Reweigh(member.seat(), changed.zone(), changed.weight()));
      }
    }
    newer.members().stream()
        .filter(member -> !former.has(member.seat()))
        .map(MemberChange.Join::new)
        .forEach(changes::add);
    return changes;
  }
}
