package io.henge.chaos.fault;

import io.henge.chaos.machine.Capability;
import io.henge.chaos.machine.Networks;
import io.henge.chaos.machine.NodeClock;
import io.henge.chaos.machine.NodeDisk;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes that are hurt, and what they run on.
 *
 * @param capabilities what can be done to it here
 * @param nodes in the order of their numbers
 * @param networks one for each node, if there are any
 * @param disks one for each node
 * @param clocks one for each node; only a node that was started with it looks at it
 */
public record Surroundings(
    Set<Capability> capabilities,
    List<NodeKeeper> nodes,
    Optional<Networks> networks,
    List<NodeDisk> disks,
    List<NodeClock> clocks) {
  public Surroundings {
    capabilities = Set.copyOf(capabilities);
    nodes = List.copyOf(nodes);
    disks = List.copyOf(disks);
    clocks = List.copyOf(clocks);
  }

  /** Of the given numbers, which count from 1. */
  List<NodeKeeper> nodes(List<Integer> numbers) {
    return numbers.stream().map(number -> nodes.get(number - 1)).toList();
  }
}
