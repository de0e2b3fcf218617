package io.henge.chaos.run;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.fault.Faults;
import io.henge.chaos.fault.NodeKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Nodes that are hurt, and what hurts them. Several schedules run on one, one after the other. */
final class TestBed implements AutoCloseable {
  private final Path directory;
  private final TestCluster cluster;
  private final List<NodeKeeper> nodes = new ArrayList<>();
  private final Faults faults;

  private TestBed(Path directory, TestCluster cluster) {
    this.directory = directory;
    this.cluster = cluster;
    for (NodeProcess process : cluster.nodes()) {
      nodes.add(new NodeKeeper(nodes.size() + 1, process, NodeProcess.PACKAGED));
    }
    this.faults = new Faults(nodes);
  }

  /** Starts so many nodes below a directory, and waits until all are ready. */
  static TestBed start(Path directory, int count) throws IOException {
    return new TestBed(directory, TestCluster.start(directory, count));
  }

  List<NodeKeeper> nodes() {
    return nodes;
  }

  TestCluster cluster() {
    return cluster;
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

  /** Below which all of it lies. */
  Path directory() {
    return directory;
  }

  /** Copies what the nodes have logged. */
  void keepLogs(Path to) throws IOException {
    Files.createDirectories(to);
    for (NodeKeeper node : nodes) {
      Path log = to.resolve("node-" + node.number() + ".log");
      Files.copy(node.process().log(), log, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
