package io.henge.node.transfer;

import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.Member;
import java.util.ArrayList;
import java.util.List;

/**
 * From whom a partition can be filled (rule W5): so many filled owners of the row that is read that
 * each acknowledged write is known to one of them, all others at the most. A write that was
 * acknowledged at W of n owners is known to one of any n-W+1. Where this node is in the row, it is
 * at W-1 of the n-1 others at least, and one of any n-W+1 of those knows it. What is written since
 * the row began to change reaches this node by itself (rule C4).
 */
final class Donors {
  private final int others;
  private final int wanted;
  private final List<Member> ready = new ArrayList<>();
  private final List<Member> parting = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();

  /**
   * Nobody has been asked yet.
   *
   * @param row how many owners are in the row that is read
   * @param writeQuorum how many of them acknowledge a write (W)
   * @param others how many of them there are besides this node
   */
  Donors(int row, int writeQuorum, int others) {
    this.others = others;
    this.wanted = Math.min(others, row - writeQuorum + 1);
  }

  /**
   * An owner that is filled.
   *
   * @param isParting whether it is about to leave the ring: what was written with a small w, it may
   *     be the only one to hold
   */
  void add(Member owner, boolean isParting) {
    ready.add(owner);
    if (isParting) {
      parting.add(owner);
    }
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

  /** Those to merge from: as many as are wanted, and whoever is about to leave. */
  List<Member> chosen() {
    List<Member> chosen = new ArrayList<>(ready.subList(0, Math.min(wanted, ready.size())));
    parting.stream().filter(owner -> !chosen.contains(owner)).forEach(chosen::add);
    return chosen;
  }

  /** Why they are too few. */
  String tooFew() {
    return others == 0
        ? "no other node holds it"
        : "%d of %d filled owners can be asked; %s"
            .formatted(ready.size(), wanted, String.join("; ", reasons));
  }
}
