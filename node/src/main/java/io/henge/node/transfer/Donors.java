package io.henge.node.transfer;

import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import java.util.ArrayList;
import java.util.List;

/**
 * From whom a partition can be filled (rule W5): so many filled owners that each acknowledged write
 * is known to one of them, all other owners at the most. A write that was acknowledged at W owners,
 * this node among them, is at W-1 of the n-1 others, and any n-W+1 of those include one of them.
 */
final class Donors {
  private final int others;
  private final int wanted;
  private final List<Member> ready = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();

  /**
   * Nobody has been asked yet.
   *
   * @param others how many owners the partition has besides this node
   */
  Donors(ChainEntry entry, int others) {
    int row = others + 1;
    this.others = others;
    this.wanted = Math.min(others, row - entry.writeQuorum() + 1);
  }

  /** An owner that is filled. */
  void add(Member owner) {
    ready.add(owner);
  }

  /** An owner that cannot help now. */
  void cannot(Member owner, Throwable cause) {
    reasons.add("seat " + owner.seat().number() + ": " + ReplicaRefusal.of(cause).getMessage());
  }

  /**
   * Whether they are enough. For an only owner nobody is enough: it has no one to merge from, what
   * its index lost is lost, and it is the operator's to say that it may be forgotten.
   *
   * @param lossAccepted whether the operator wants those that there are to be enough
   */
  boolean suffice(boolean lossAccepted) {
    return lossAccepted || (others > 0 && ready.size() >= wanted);
  }

  /** Those to merge from. */
  List<Member> chosen() {
    return ready.subList(0, Math.min(wanted, ready.size()));
  }

  /** Why they are too few. */
  String tooFew() {
    return others == 0
        ? "no other node holds it"
        : "%d of %d filled owners can be asked; %s"
            .formatted(ready.size(), wanted, String.join("; ", reasons));
  }
}
