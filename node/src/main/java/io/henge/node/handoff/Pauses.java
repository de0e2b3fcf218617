package io.henge.node.handoff;

import io.henge.node.port.Clock;
import io.henge.node.port.Liveness;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Owners that do not answer are asked after growing pauses, and at once when they come back. For
 * one event loop.
 */
final class Pauses {
  static final long FIRST_MILLIS = 1_000;
  static final long LONGEST_MILLIS = 30_000;

  private final Clock clock;
  private final Liveness liveness;
  private final Map<NodeId, Pause> pauses = new HashMap<>();
  private final Set<NodeId> suspected = new HashSet<>();

  /** Until when, and how long it was. */
  private record Pause(long untilMillis, long millis) {}

  Pauses(Clock clock, Liveness liveness) {
    this.clock = clock;
    this.liveness = liveness;
  }

  /** Whether the owner may be asked now. */
  boolean mayAsk(Member owner) {
    Pause pause = pauses.get(owner.node());
    return pause == null || clock.monotonicMillis() >= pause.untilMillis();
  }

  void answered(Member owner) {
    pauses.remove(owner.node());
  }

  void failed(Member owner) {
    Pause last = pauses.get(owner.node());
    if (last != null && clock.monotonicMillis() < last.untilMillis()) {
      // Of several questions at once that failed, the first has counted.
      return;
    }
    long millis = last == null ? FIRST_MILLIS : Math.min(2 * last.millis(), LONGEST_MILLIS);
    pauses.put(owner.node(), new Pause(clock.monotonicMillis() + millis, millis));
  }

  /** Whether one of these is suspected no more since this was asked last; its pause is over. */
  boolean hasOneReturned(Iterable<Member> members) {
    boolean hasReturned = false;
    for (Member member : members) {
      if (liveness.suspected(member.node())) {
        suspected.add(member.node());
      } else if (suspected.remove(member.node())) {
        pauses.remove(member.node());
        hasReturned = true;
      }
    }
    return hasReturned;
  }
}
