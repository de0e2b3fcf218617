package io.henge.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entry after another one: the next number, the same lineage, and what else stays as it is. */
final class Successor {
  private final ChainEntry head;

  Successor(ChainEntry head) {
    this.head = head;
  }

  /** With other policies of buckets. */
  ChainEntry withBuckets(Map<String, BucketPolicy> buckets) {
    return of(head.layouts(), head.quorums(), buckets, head.retired());
  }

  /** With other layouts. */
  ChainEntry with(Layouts layouts) {
    return of(layouts, head.quorums(), head.buckets(), head.retired());
  }

  /** With other layouts, in which these are members no more, for ever. */
  ChainEntry with(Layouts layouts, Quorums quorums, List<Member> parted) {
    List<RetiredMember> retired = new ArrayList<>(head.retired());
    parted.forEach(
        member ->
            retired.add(new RetiredMember(member.seat(), member.node(), member.incarnation())));
    return of(layouts, quorums, head.buckets(), retired);
  }

  private ChainEntry of(
      Layouts layouts,
      Quorums quorums,
      Map<String, BucketPolicy> buckets,
      List<RetiredMember> retired) {
    return new ChainEntry(
        head.generation().after(head),
        head.number() + 1,
        new Lineage(head.foundingDigest(), head.digest()),
        layouts,
        quorums,
        buckets,
        retired);
  }

  /** Complains unless a change of the ring has come so far. */
  static void requirePhase(ChainEntry head, Phase due) {
    Phase phase = head.phase();
    if (phase != due) {
      throw new IllegalArgumentException(
          due == Phase.DONE
              ? "the layout is about to change: phase " + phase.word()
              : "no change is in the phase " + due.word() + ", but " + phase.word());
    }
  }

  /**
   * Complains about a newcomer that cannot be let in.
   *
   * @param seat whose it takes; empty for one of its own
   */
  static void requireNew(ChainEntry head, Optional<Seat> seat, Member newcomer) {
    if (head.isRetired(newcomer.node(), newcomer.incarnation())) {
      throw new IllegalArgumentException(
          "node " + newcomer.node() + " was a member on that data directory, and is retired");
    }
    for (Member member : head.layout().members()) {
      boolean isOnTheSeat = seat.filter(member.seat()::equals).isPresent();
      boolean isTheSame =
          member.node().equals(newcomer.node())
              && (!isOnTheSeat || member.incarnation().equals(newcomer.incarnation()));
      if (isTheSame) {
        throw new IllegalArgumentException(
            "node " + newcomer.node() + " is a member already, on seat " + member.seat().number());
      }
      if (!isOnTheSeat && member.sharesAddressWith(newcomer)) {
        throw new IllegalArgumentException(
            "the member on seat " + member.seat().number() + " has one of its addresses");
      }
    }
  }
}
