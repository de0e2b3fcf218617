package io.henge.chaos.run;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.fault.Faults;
import io.henge.chaos.fault.NodeKeeper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Nodes that are hurt, and what hurts them. Several schedules run on one, one after the other. */
final class TestBed implements AutoCloseable {
  private final TestCluster cluster;
  private final List<NodeKeeper> nodes = new ArrayList<>();
  private final Faults faults;

  private TestBed(TestCluster cluster) {
    this.cluster = cluster;
    for (NodeProcess process : cluster.nodes()) {
      nodes.add(new NodeKeeper(nodes.size() + 1, process, NodeProcess.PACKAGED));
    }
    this.faults = new Faults(nodes);
  }

  /** Starts so many nodes below a directory, and waits until all are ready. */
  static TestBed start(Path directory, int count) throws IOException {
    return new TestBed(TestCluster.start(directory, count));
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

  @Override
  public void close() {
    cluster.close();
  }
}
