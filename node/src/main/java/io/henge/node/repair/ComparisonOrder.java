package io.henge.node.repair;

import io.henge.node.port.Liveness;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * The order in which the partitions of one event loop are compared: round after round, spread
 * evenly over the interval. Who is only written to is filled or about to leave, and compares
 * nothing. After a change of the layouts all of them are compared at once, and after an owner has
 * come back all that it shares.
 */
final class ComparisonOrder {
  private final NodeId self;
  private final Liveness liveness;
  private final IntPredicate mine;
  private final long intervalMillis;

  private Optional<Layouts> layouts = Optional.empty();
  private List<Integer> owned = List.of();
  private final Set<NodeId> away = new HashSet<>();
  private final Set<NodeId> returned = new HashSet<>();
  private boolean isAllDue;
  private Optional<Pass> urgent = Optional.empty();
  private int position;
  private long roundBeganMillis;

  ComparisonOrder(NodeId self, Liveness liveness, IntPredicate mine, long intervalMillis) {
    this.self = self;
    this.liveness = liveness;
    this.mine = mine;
    this.intervalMillis = intervalMillis;
  }

  /**
   * A partition to be compared.
   *
   * @param others the owners to compare with; none for a row of one
   * @param isWhole whether those are all other owners
   */
  record Turn(int partition, List<Member> others, boolean isWhole) {}

  /** A round that is not spread over time. */
  private static final class Pass {
    private final Predicate<NodeId> whom;
    private final boolean isWhole;
    private int position;

    Pass(Predicate<NodeId> whom, boolean isWhole) {
      this.whom = whom;
      this.isWhole = isWhole;
    }
  }

  /** Looks at the ring and at who can be reached; whether the layout is new. */
  boolean look(Layouts now, long nowMillis) {
    boolean isNew = layouts.filter(now::equals).isEmpty();
    if (isNew) {
      layouts = Optional.of(now);
      owned = rotated(now.reading().partitionsOf(self).stream().filter(mine::test).toList(), now);
      isAllDue = true;
      urgent = Optional.empty();
      position = 0;
      roundBeganMillis = nowMillis;
    }
    for (Member member : now.members()) {
      if (liveness.suspected(member.node())) {
        away.add(member.node());
      } else if (away.remove(member.node())) {
        returned.add(member.node());
      }
    }
    return isNew;
  }

  /**
   * Each member begins somewhere else, so that those that begin at the same time do not move the
   * same keys at the same time.
   */
  private List<Integer> rotated(List<Integer> ascending, Layouts now) {
    int place = now.memberOf(self).map(now.members()::indexOf).orElse(0);
    List<Integer> rotated = new ArrayList<>(ascending);
    Collections.rotate(rotated, -place * ascending.size() / now.members().size());
    return rotated;
  }

  /** The partitions of this event loop of which this node is read. */
  List<Integer> owned() {
    return owned;
  }

  /** The next partition, if one is due. */
  Optional<Turn> next(long nowMillis) {
    if (owned.isEmpty()) {
      return Optional.empty();
    }
    Optional<Turn> soon = nextUrgent();
    return soon.isPresent() ? soon : nextInRound(nowMillis);
  }

  private Optional<Turn> nextUrgent() {
    if (urgent.isEmpty() && isAllDue) {
      isAllDue = false;
      returned.clear();
      urgent = Optional.of(new Pass(any -> true, true));
    } else if (urgent.isEmpty() && !returned.isEmpty()) {
      Set<NodeId> back = Set.copyOf(returned);
      returned.clear();
      urgent = Optional.of(new Pass(back::contains, false));
    }
    while (urgent.isPresent()) {
      Pass pass = urgent.get();
      if (pass.position == owned.size()) {
        urgent = Optional.empty();
        return Optional.empty();
      }
      int partition = owned.get(pass.position++);
      List<Member> others = others(partition, pass.whom);
      if (!others.isEmpty() || pass.isWhole) {
        return Optional.of(new Turn(partition, others, pass.isWhole));
      }
    }
    return Optional.empty();
  }

  private Optional<Turn> nextInRound(long nowMillis) {
    long due = roundBeganMillis + intervalMillis * (position + 1) / owned.size();
    if (nowMillis < due) {
      return Optional.empty();
    }
    int partition = owned.get(position++);
    if (position == owned.size()) {
      position = 0;
      // What could not be kept up with is not made up for.
      roundBeganMillis = Math.max(nowMillis - intervalMillis, roundBeganMillis + intervalMillis);
    }
    return Optional.of(new Turn(partition, others(partition, any -> true), true));
  }

  private List<Member> others(int partition, Predicate<NodeId> whom) {
    return layouts.orElseThrow().rows(partition).read().stream()
        .filter(owner -> !owner.node().equals(self) && whom.test(owner.node()))
        .toList();
  }
}
