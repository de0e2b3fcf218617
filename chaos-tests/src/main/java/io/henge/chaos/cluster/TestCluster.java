package io.henge.chaos.cluster;

import static org.awaitility.Awaitility.await;

import io.henge.chaos.machine.FreePorts;
import io.henge.chaos.machine.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Some nodes on loopback, on ports of their own, that founded a cluster; numbered from 1. */
public final class TestCluster implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final List<NodeProcess> nodes;

  private TestCluster(List<NodeProcess> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** Starts that many nodes and waits until all are ready; each gets the further arguments. */
  public static TestCluster start(Path directory, int count, String... more) throws IOException {
    return start(directory, Collections.nCopies(count, NodeProcess.PACKAGED), more);
  }

  /** The same, with a program for each node: see {@link NodeProcess#start(List)}. */
  public static TestCluster start(Path directory, List<List<String>> programs, String... more)
      throws IOException {
    return start(directory, Collections.nCopies(programs.size(), Place.LOOPBACK), programs, more);
  }

  /** Starts a node at each of these places. */
  public static TestCluster at(List<Place> places, Path directory, String... more)
      throws IOException {
    return at(places, directory, NodeProgram.PACKAGED, more);
  }

  /** The same with another program. */
  public static TestCluster at(
      List<Place> places, Path directory, NodeProgram program, String... more) throws IOException {
    return start(directory, places, Collections.nCopies(places.size(), program.arguments()), more);
  }

  /**
   * Starts that many nodes, and has so many more ready to be started, which are no members: the
   * last ones.
   */
  public static TestCluster startWithSpares(Path directory, int count, int spares, String... more)
      throws IOException {
    List<Place> places = Collections.nCopies(count + spares, Place.LOOPBACK);
    return start(directory, places, Collections.nCopies(count, NodeProcess.PACKAGED), more);
  }

  private static TestCluster start(
      Path directory, List<Place> places, List<List<String>> programs, String... more)
      throws IOException {
    int founding = programs.size();
    int count = places.size();
    Path secret = secret(directory.resolve("secret"), "the secret of a test cluster");
    int[] offsets =
        IntStream.range(0, count)
            .flatMap(i -> NodeProcess.Settings.OFFSETS.stream().mapToInt(offset -> offset + i))
            .toArray();
    int base = FreePorts.base(offsets);
    String founders =
        IntStream.range(0, founding)
            .mapToObj(i -> places.get(i).host() + ":" + (base + i + 100))
            .collect(Collectors.joining(","));
    List<NodeProcess> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NodeProcess.Settings settings =
          new NodeProcess.Settings(
              places.get(i), base + i, i < founding ? founders : "", secret, List.of(more));
      nodes.add(new NodeProcess(directory.resolve("node-" + (i + 1)), settings));
    }
    TestCluster cluster = new TestCluster(nodes);
    try {
      for (int i = 0; i < founding; i++) {
        nodes.get(i).start(programs.get(i));
      }
      nodes.subList(0, founding).forEach(cluster::awaitReady);
      return cluster;
    } catch (Throwable e) {
      cluster.close();
      throw e;
    }
  }

  /** Writes a secret that only its owner can read. */
  public static Path secret(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text + "\n");
  }

  /** Node 1, 2, 3 ... */
  public NodeProcess node(int number) {
    return nodes.get(number - 1);
  }

  public List<NodeProcess> nodes() {
    return nodes;
  }

  /** Waits until a node that was started is ready. */
  public void awaitReady(NodeProcess node) {
    await()
        .alias("ready: " + node.log())
        .atMost(READY_MAX)
        .pollInterval(LOOK)
        .failFast(
            () -> {
              if (!node.isAlive()) {
                throw new AssertionError("the node ended:\n" + node.logText());
              }
            })
        .until(node::isReady);
  }

  /** Starts a node again and waits until it is ready. */
  public void restart(int number) {
    node(number).start();
    awaitReady(node(number));
  }

  @Override
  public void close() {
    nodes.forEach(NodeProcess::close);
  }
}
