package io.henge.node.coordinator;

import io.henge.node.message.PeerReply;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts, for every partition, how many filled owners of the row that is read have been heard: a
 * pure accumulator (rules L1, W5).
 */
final class RowCoverage {
  private final Shares shares;
  private final int needed;
  private final int[] heard;
  private int lacking;

  RowCoverage(Shares shares, int needed) {
    this.shares = shares;
    this.needed = needed;
    this.heard = new int[shares.partitions()];
    this.lacking = heard.length;
  }

  /** Of which partitions each member is read, in one state of the layouts. */
  static final class Shares {
    private final Layouts layouts;
    private final Map<Member, List<Integer>> shares = new HashMap<>();

    Shares(Layouts layouts) {
      this.layouts = layouts;
      for (int partition = 0; partition < partitions(); partition++) {
        for (Member owner : layouts.rows(partition).read()) {
          shares.computeIfAbsent(owner, first -> new ArrayList<>()).add(partition);
        }
      }
    }

    /** Whether they are those of these layouts. */
    boolean areOf(Layouts others) {
      return layouts.equals(others);
    }

    int partitions() {
      return layouts.partitions().count();
    }

    /** All members that are read for any partition, by seat. */
    List<Member> members() {
      return layouts.members().stream().filter(shares::containsKey).toList();
    }
  }

  /** Whose rows are counted. */
  Layouts layouts() {
    return shares.layouts;
  }

  /** A member has told all that it knows. */
  void add(Member member, PeerReply.Keys told) {
    for (int partition : shares.shares.getOrDefault(member, List.of())) {
      if (told.isFilled(partition)) {
        heard[partition]++;
        lacking -= heard[partition] == needed ? 1 : 0;
      }
    }
  }

  /** Whether enough were heard of every partition. */
  boolean isEnough() {
    return lacking == 0;
  }

  /** Of which partitions too few were heard. */
  BitSet lacking() {
    BitSet partitions = new BitSet();
    for (int partition = 0; partition < heard.length; partition++) {
      if (heard[partition] < needed) {
        partitions.set(partition);
      }
    }
    return partitions;
  }
}
