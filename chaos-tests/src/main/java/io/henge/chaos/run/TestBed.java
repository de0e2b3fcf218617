package io.henge.chaos.run;

import io.henge.chaos.check.Finding;
import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.NodeProgram;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.fault.Faults;
import io.henge.chaos.fault.NodeKeeper;
import io.henge.chaos.fault.Surroundings;
import io.henge.chaos.machine.Capability;
import io.henge.chaos.machine.Networks;
import io.henge.chaos.machine.NodeClock;
import io.henge.chaos.machine.NodeDisk;
import io.henge.chaos.machine.Place;
import io.henge.chaos.machine.Workspace;
import io.henge.chaos.schedule.FaultKind;
import io.henge.chaos.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes that are hurt, with a network and a disk for each where these can be had, and what hurts
 * them. Several schedules run on one, one after the other.
 */
final class TestBed implements AutoCloseable {
  /** Sparse: what nobody writes takes no room. */
  private static final long DISK_BYTES = 1L << 30;

  /** So short that deleted keys are forgotten while clients still work. */
  private static final String TOMBSTONE_KEEP = "5s";

  /** Enough for five nodes, and several keys share each; nodes that start compare all of them. */
  private static final String PARTITIONS = "128";

  private static final Set<FaultKind> OF_CLOCKS =
      Set.of(FaultKind.CLOCK_JUMP, FaultKind.CLOCK_STROBE);

  private final Workspace workspace;
  private final Optional<Networks> networks;
  private final TestCluster cluster;
  private final NodeProgram program;
  private final List<NodeKeeper> nodes = new ArrayList<>();
  private final List<NodeClock> clocks = new ArrayList<>();
  private final Faults faults;

  private TestBed(
      Workspace workspace,
      Optional<Networks> networks,
      List<NodeDisk> disks,
      TestCluster cluster,
      NodeProgram program,
      Set<Capability> capabilities) {
    this.workspace = workspace;
    this.networks = networks;
    this.cluster = cluster;
    this.program = program;
    for (NodeProcess process : cluster.nodes()) {
      nodes.add(new NodeKeeper(nodes.size() + 1, process, program.arguments()));
      clocks.add(NodeClock.at(process.directory().resolve("clock")));
    }
    this.faults = new Faults(new Surroundings(capabilities, nodes, networks, disks, clocks));
  }

  /** Starts so many nodes, and waits until all are ready. */
  static TestBed start(int count, Set<Capability> capabilities, NodeProgram program)
      throws IOException {
    Workspace workspace = Workspace.make();
    Optional<Networks> networks = Optional.empty();
    try {
      if (capabilities.contains(Capability.NETWORKS)) {
        networks = Optional.of(Networks.make(count));
      }
      NodeDisk.Kind kind = NodeDisk.best();
      List<NodeDisk> disks = new ArrayList<>();
      for (int node = 1; node <= count; node++) {
        disks.add(NodeDisk.make(workspace, node, kind, DISK_BYTES));
      }
      List<Place> places =
          networks.map(Networks::places).orElse(Collections.nCopies(count, Place.LOOPBACK));
      TestCluster cluster =
          TestCluster.at(
              places,
              workspace.directory(),
              program,
              "--tombstone-keep",
              TOMBSTONE_KEEP,
              "--partitions",
              PARTITIONS);
      return new TestBed(workspace, networks, disks, cluster, program, capabilities);
    } catch (IOException | RuntimeException | Error e) {
      networks.ifPresent(Networks::close);
      workspace.close();
      throw e;
    }
  }

  /**
   * Has nodes run the program that the schedule takes: the released one has no clock that could be
   * moved. Nodes that have one keep it, so that they are not started anew without need.
   *
   * @return what did not come about: nodes that are not ready then
   */
  List<Finding> prepare(Schedule schedule) {
    if (schedule.steps().stream().anyMatch(step -> OF_CLOCKS.contains(step.kind()))) {
      for (NodeKeeper node : nodes) {
        NodeClock clock = clocks.get(node.number() - 1);
        node.runWith(program.ofTests("SkewedNode", clock.property()));
      }
    }
    Healing healing = new Healing(this, Healing.PATIENCE);
    healing.awaitReady();
    return healing.findings();
  }

  /** What they run, for people. */
  String program() {
    return nodes.get(0).program().equals(program.arguments())
        ? "the packaged program"
        : "the packaged program with a clock that can be moved";
  }

  List<NodeKeeper> nodes() {
    return nodes;
  }

  List<NodeClock> clocks() {
    return clocks;
  }

  Faults faults() {
    return faults;
  }

  /** Where clients find the nodes. */
  List<String> addresses() {
    return cluster.nodes().stream()
        .map(node -> node.settings().place().host() + ":" + node.clientPort())
        .toList();
  }

  /** Copies what the nodes have logged. */
  void keepLogs(Path to) throws IOException {
    Files.createDirectories(to);
    for (NodeKeeper node : nodes) {
      if (Files.exists(node.process().log())) {
        Path log = to.resolve("node-" + node.number() + ".log");
        Files.copy(node.process().log(), log, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Override
  public void close() {
    cluster.close();
    clocks.forEach(NodeClock::close);
    networks.ifPresent(Networks::close);
    workspace.close();
  }
}
