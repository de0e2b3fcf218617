package io.henge.client.cluster;

import io.henge.client.ClientEvents;
import io.henge.ring.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The health of all nodes that this client has ever asked. Thread-safe. */
public final class Nodes {
  /** A cluster has no more members; addresses of former ones are forgotten beyond that. */
  private static final int NODES_MAX = 4_096;

  private final Map<Address, NodeHealth> health = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final ClientEvents events;
  private volatile Consumer<Address> probe = node -> {};

  public Nodes(LongSupplier nanoTime, ClientEvents events) {
    this.nanoTime = nanoTime;
    this.events = events;
  }

  private NodeHealth of(Address node) {
    if (health.size() >= NODES_MAX && !health.containsKey(node)) {
      health.clear();
    }
    return health.computeIfAbsent(node, unknown -> new NodeHealth());
  }

  /** Has suspected nodes looked after: asked for anything, apart from what users want. */
  public void probedBy(Consumer<Address> prober) {
    probe = prober;
  }

  /** A node did not answer, or not in time. */
  public void failed(Address node, String reason) {
    if (of(node).failed(nanoTime.getAsLong())) {
      events.suspected(node.toString(), reason);
    }
  }

  /** A node answered, whatever it said. */
  public void answered(Address node) {
    if (of(node).answered(nanoTime.getAsLong())) {
      events.recovered(node.toString());
    }
  }

  /** The same nodes, those that are suspected last; each part keeps its order. */
  List<Address> trustedFirst(List<Address> nodes) {
    long now = nanoTime.getAsLong();
    List<Address> ordered = new ArrayList<>(nodes.size());
    List<Address> suspected = new ArrayList<>();
    for (Address node : nodes) {
      NodeHealth known = of(node);
      (known.isSuspected() ? suspected : ordered).add(node);
      if (known.isDue(now)) {
        probe.accept(node);
      }
    }
    ordered.addAll(suspected);
    return ordered;
  }
}
