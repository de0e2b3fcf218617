package io.henge.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How a cluster goes on of which a majority is gone for good (rule C6). */
final class Bereaved {
  private Bereaved() {}

  /** See {@link ChainEntry#withoutMajority}. */
  static ChainEntry next(ChainEntry head, Set<Seat> lost) {
    Layout base = head.layouts().reading();
    List<Member> all = head.layouts().continuing();
    List<Member> remaining = all.stream().filter(member -> !lost.contains(member.seat())).toList();
    if (remaining.size() != all.size() - lost.size()) {
      throw new IllegalArgumentException("no member has one of these seats: " + lost);
    }
    requireMinority(head, remaining);
    long number = head.number() + 1;
    Layout layout = base.changedTo(remaining, number);
    List<RetiredMember> retired = new ArrayList<>(head.retired());
    for (Member member : head.layouts().members()) {
      if (!layout.has(member.seat())) {
        retired.add(new RetiredMember(member.seat(), member.node(), member.incarnation()));
      }
    }
    return new ChainEntry(
        head.generation().next(number),
        number,
        new Lineage(head.foundingDigest(), head.digest()),
        Layouts.done(layout),
        head.quorumsOf(layout),
        narrowed(head.buckets(), layout.width()),
        retired);
  }

  /** Who of the rows that were read is missing in an entry. */
  static Set<Seat> lost(ChainEntry head, ChainEntry entry) {
    Set<Seat> lost = new TreeSet<>();
    for (Member member : head.layouts().continuing()) {
      if (!entry.layout().has(member.seat())) {
        lost.add(member.seat());
      }
    }
    return lost;
  }

  private static void requireMinority(ChainEntry head, List<Member> remaining) {
    if (remaining.isEmpty()) {
      throw new IllegalArgumentException("nobody would remain");
    }
    int voters = head.layout().members().size();
    long left = remaining.stream().filter(member -> head.layout().has(member.seat())).count();
    if (left > voters / 2) {
      throw new IllegalArgumentException(
          left + " of " + voters + " voters remain, a majority: they can remove members by a vote");
    }
  }

  /** A bucket that asked for more than a row has left asks for the whole row. */
  private static Map<String, BucketPolicy> narrowed(Map<String, BucketPolicy> buckets, int width) {
    Map<String, BucketPolicy> fitting = new TreeMap<>();
    buckets.forEach(
        (name, policy) ->
            fitting.put(
                name,
                new BucketPolicy(
                    policy.conflict(),
                    narrowed(policy.r(), width),
                    narrowed(policy.w(), width),
                    policy.sloppyWrites())));
    return fitting;
  }

  private static OptionalInt narrowed(OptionalInt quorum, int width) {
    return quorum.isPresent()
        ? OptionalInt.of(Math.min(quorum.getAsInt(), width))
        : OptionalInt.empty();
  }
}
