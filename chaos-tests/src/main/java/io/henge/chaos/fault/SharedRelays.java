package io.henge.chaos.fault;

import io.henge.chaos.machine.Direction;
import io.henge.chaos.machine.Networks;
import io.henge.chaos.machine.Relay;
import io.henge.chaos.machine.Relays;
import io.henge.chaos.machine.Toxic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Relays to the peer ports of nodes, of which several faults may use one at the same time: it is
 * there as long as one of them does, and does what all of them want.
 */
final class SharedRelays {
  private final Relays relays;
  private final List<NodeKeeper> nodes;
  private final Map<Direction, Relays.Between> between = new HashMap<>();
  private final List<Use> uses = new ArrayList<>();

  SharedRelays(Networks networks, List<NodeKeeper> nodes) {
    this.relays = new Relays(networks);
    this.nodes = List.copyOf(nodes);
  }

  /** What one fault wants of a relay. */
  final class Use {
    private final Direction direction;
    private final Relay.Way way;
    private final List<Toxic> toxics;

    private Use(Direction direction, Relay.Way way, List<Toxic> toxics) {
      this.direction = direction;
      this.way = way;
      this.toxics = toxics;
    }

    void end() {
      SharedRelays.this.end(this);
    }
  }

  /** From now on connections of one node to another meet these on one of their ways. */
  synchronized Use use(Direction direction, Relay.Way way, List<Toxic> toxics) {
    Use use = new Use(direction, way, List.copyOf(toxics));
    between.computeIfAbsent(direction, this::put);
    uses.add(use);
    apply(direction);
    return use;
  }

  private Relays.Between put(Direction direction) {
    int port = nodes.get(direction.to() - 1).process().peerPort();
    return relays.put(direction.from(), direction.to(), port);
  }

  private synchronized void end(Use use) {
    uses.remove(use);
    if (uses.stream().anyMatch(other -> other.direction.equals(use.direction))) {
      apply(use.direction);
    } else {
      between.remove(use.direction).close();
    }
  }

  private void apply(Direction direction) {
    for (Relay.Way way : Relay.Way.values()) {
      Toxic[] wanted =
          uses.stream()
              .filter(use -> use.direction.equals(direction) && use.way == way)
              .flatMap(use -> use.toxics.stream())
              .toArray(Toxic[]::new);
      between.get(direction).relay().set(way, wanted);
    }
  }
}
