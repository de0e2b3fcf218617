package io.henge.node.world;

import io.henge.node.peer.Silence;
import io.henge.node.port.Clock;
import io.henge.node.port.Liveness;
import io.henge.node.port.Network;
import io.henge.ring.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Whom a node suspects: those that the test says, and, if it is to notice that by itself, those of
 * which it has heard nothing for a while although they owe answers.
 */
final class WorldLiveness implements Liveness {
  /** As in production. */
  static final long SILENCE_MILLIS = 1_000;

  private final Set<NodeId> told = new HashSet<>();
  private final Map<NodeId, Silence> silences = new HashMap<>();
  private boolean isNoticing;
  private LongSupplier now = () -> 0;

  @Override
  public boolean suspected(NodeId node) {
    Silence silence = silences.get(node);
    boolean isSilent =
        isNoticing && silence != null && silence.millis(now.getAsLong()) >= SILENCE_MILLIS;
    return isSilent || told.contains(node);
  }

  void suspect(NodeId node) {
    told.add(node);
  }

  void trustAll() {
    told.clear();
  }

  void notice() {
    isNoticing = true;
  }

  /** The network, watched. */
  Network watched(Network network, Clock clock) {
    now = clock::monotonicMillis;
    Map<NodeId, Integer> due = new HashMap<>();
    return (to, request, timeoutMillis) -> {
      Silence silence = silences.computeIfAbsent(to.node(), absent -> new Silence());
      silence.asked(now.getAsLong());
      due.merge(to.node(), 1, Integer::sum);
      return network
          .call(to, request, timeoutMillis)
          .onComplete(ended -> due.merge(to.node(), -1, Integer::sum))
          .onSuccess(reply -> silence.heard(now.getAsLong(), due.getOrDefault(to.node(), 0) > 0));
    };
  }
}
