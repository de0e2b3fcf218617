package io.henge.chaos.fault;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.machine.Direction;
import io.henge.chaos.machine.Grudge;
import io.henge.chaos.machine.Networks;
import io.henge.chaos.machine.Ports;
import io.henge.chaos.schedule.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Who no longer hears whom, on all ports or on those of one plane. */
final class NetworkFaults {
  private static final long SWIZZLE_NANOS = 700_000_000;

  private final Networks networks;
  private final int count;
  private final NodeProcess first;

  /** Between these nodes. */
  NetworkFaults(Networks networks, List<NodeKeeper> nodes) {
    this.networks = networks;
    this.count = nodes.size();
    this.first = nodes.get(0).process();
  }

  /** Begins one; empty when it is of another kind. */
  Optional<Effect> begin(Step step) {
    List<Integer> victims = step.nodes();
    Ports all = Ports.ALL;
    return switch (step.kind()) {
      case ISOLATE -> Optional.of(cut(isolation(victims), all));
      case HALVES -> Optional.of(cut(Grudge.split(victims, count), all));
      case MAJORITIES_RING -> Optional.of(cut(Grudge.majoritiesRing(count), all));
      case BRIDGE -> Optional.of(cut(Grudge.bridge(victims.get(0), count), all));
      case ONE_WAY -> Optional.of(cut(Grudge.oneWay(victims, others(victims)), all));
      case DEAF -> Optional.of(cut(Grudge.oneWay(others(victims), victims), all));
      case SWIZZLE -> Optional.of(swizzle(step));
      case PEERS_CUT -> Optional.of(cut(isolation(victims), ports(first.peerPort())));
      case HAZELCAST_CUT -> Optional.of(cut(isolation(victims), ports(first.hazelcastPort())));
      case CLIENTS_CUT -> Optional.of(cut(fromClients(victims), ports(first.clientPort())));
      default -> Optional.empty();
    };
  }

  /** Those of one plane: nodes have them one after the other. */
  private Ports ports(int firstPort) {
    return new Ports(firstPort, firstPort + count - 1);
  }

  /** Of several, each for itself. */
  private Set<Direction> isolation(List<Integer> victims) {
    Set<Direction> grudge = new LinkedHashSet<>();
    victims.forEach(node -> grudge.addAll(Grudge.isolate(node, count)));
    return grudge;
  }

  private static Set<Direction> fromClients(List<Integer> victims) {
    return Grudge.between(List.of(Networks.HARNESS), victims);
  }

  private List<Integer> others(List<Integer> victims) {
    return IntStream.rangeClosed(1, count).boxed().filter(node -> !victims.contains(node)).toList();
  }

  private Effect cut(Set<Direction> grudge, Ports ports) {
    if (grudge.isEmpty()) {
      throw new IllegalStateException("among so few nodes there is nobody to be cut off");
    }
    networks.block(grudge, ports);
    return Effect.of(grudge + " on " + ports, () -> networks.unblock(grudge, ports));
  }

  /** One after the other is isolated; at the end they come back one by one, in another order. */
  private Effect swizzle(Step step) {
    List<Effect> cuts = new ArrayList<>();
    Work work =
        new Work(
            "swizzle",
            () -> {
              for (int node : step.nodes()) {
                cuts.add(cut(isolation(List.of(node)), Ports.ALL));
                LockSupport.parkNanos(SWIZZLE_NANOS);
              }
            });
    return Effect.of(
        "isolated in the order " + step.nodes(),
        () -> {
          Undoing undoing = new Undoing();
          undoing.add(work::join);
          work.await();
          Collections.shuffle(cuts, new Random(step.draw()));
          cuts.forEach(cut -> undoing.add(() -> endSlowly(cut)));
          undoing.run();
        });
  }

  private static void endSlowly(Effect cut) throws Exception {
    cut.end();
    LockSupport.parkNanos(SWIZZLE_NANOS);
  }
}
