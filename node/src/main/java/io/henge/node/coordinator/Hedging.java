package io.henge.node.coordinator;

import io.henge.node.port.Clock;
import io.henge.node.port.Liveness;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * When to ask one more owner because those that were asked are slow: when they have taken clearly
 * longer than they mostly do, as far as the budget goes. One for each kind of question, since a
 * lookup and the opening of a body take different times; on one event loop.
 *
 * <p>An owner that falls silent altogether becomes suspected. Asking another one then is no hedge
 * against slowness but the replacement of a failed answer, and costs no budget: else the requests
 * that wait for it when the budget runs out would wait for their timeouts.
 */
final class Hedging {
  /** Shorter delays would hedge against every pause for garbage collection. */
  static final long DELAY_MILLIS_MIN = 20;

  /** However slow an owner mostly is, a reader waits no longer for it alone. */
  static final long DELAY_MILLIS_MAX = 250;

  /** For an owner that has not answered often enough. */
  static final long DELAY_MILLIS_UNLEARNT = 100;

  /** So many answers say how long an owner mostly takes. */
  static final int LEARNT_ANSWERS_MIN = 20;

  private static final double MOSTLY = 0.95;
  private static final long CLEARLY_LONGER = 2;

  /** Former members would be remembered for ever; over so many nodes all are learnt anew. */
  private static final int NODES_MAX = 10_000;

  private final Clock clock;
  private final Liveness liveness;
  private final HedgeBudget budget;
  private final CoordinatorEvents events;
  private final Map<NodeId, RecentLatencies> latencies = new HashMap<>();

  Hedging(Clock clock, Liveness liveness, HedgeBudget budget, CoordinatorEvents events) {
    this.clock = clock;
    this.liveness = liveness;
    this.budget = budget;
    this.events = events;
  }

  /** Lets the action happen when these owners are slow. */
  Clock.Timer whenSlow(Collection<Member> waiting, Runnable action) {
    return clock.after(delayMillis(waiting), action);
  }

  /** How long to wait for answers of these: as long as the slowest of them mostly takes, twice. */
  long delayMillis(Collection<Member> waiting) {
    return waiting.stream().mapToLong(this::delayMillis).max().orElse(DELAY_MILLIS_UNLEARNT);
  }

  private long delayMillis(Member member) {
    RecentLatencies learnt = latencies.get(member.node());
    if (learnt == null || learnt.count() < LEARNT_ANSWERS_MIN) {
      return DELAY_MILLIS_UNLEARNT;
    }
    long delay = CLEARLY_LONGER * learnt.quantileMillis(MOSTLY);
    return Math.max(DELAY_MILLIS_MIN, Math.min(DELAY_MILLIS_MAX, delay));
  }

  /** Whether one more may be asked now, while these are slow; it counts as asked. */
  boolean mayHedge(Collection<Member> waiting) {
    boolean failed = waiting.stream().anyMatch(member -> liveness.suspected(member.node()));
    if (!failed && !budget.take()) {
      return false;
    }
    events.hedged();
    return true;
  }

  /** An owner was asked as planned. */
  void asked() {
    budget.earn();
  }

  /** An owner has answered, also one that nobody waited for any more. */
  void answered(Member member, long askedAtMillis) {
    if (latencies.size() >= NODES_MAX) {
      latencies.clear();
    }
    latencies
        .computeIfAbsent(member.node(), absent -> new RecentLatencies())
        .add(clock.monotonicMillis() - askedAtMillis);
  }

  /** A hedge made somebody's answer unnecessary. */
  void won() {
    events.hedgeWon();
  }
}
