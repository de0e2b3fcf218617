package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.cluster.Upkeep;
import io.henge.chaos.machine.Direction;
import io.henge.chaos.machine.Grudge;
import io.henge.chaos.machine.Networks;
import io.henge.chaos.machine.Ports;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cluster is torn in two on one plane alone, Hazelcast's or that of the peers, or in equal
 * halves on all, and packets vanish without a word. The ring never changes by itself, and nothing
 * that was acknowledged is lost ({@link CutOffIT}: unequal halves, on all planes).
 */
class PortCutIT {
  private static final Duration WITHIN = Duration.ofMinutes(2);
  private static final Set<Direction> HALVES = Grudge.split(Set.of(1, 2), 4);
  private static final int WRITERS = 2;
  private static final int KEYS = Numbers.of("henge.portCutKeys", 6);
  private static final int REQUESTS = Numbers.of("henge.portCutRequests", 300);

  private final PlainHttp http = new PlainHttp();
  private final Upkeep upkeep = new Upkeep(http);

  @Test
  void equal_halves_serve_without_hazelcast_and_are_equal_after_a_cut_of_everything(
      @TempDir Path directory) throws Exception {
    onTwoSides(
        directory,
        2,
        2,
        (networks, cluster) -> {
          serveWithoutHazelcast(networks, cluster);
          tearAll(networks, cluster);
        });
  }

  /** Hazelcast's word that somebody is up helps nobody whose peer does not answer. */
  @Test
  void sides_that_hazelcast_holds_for_one_take_what_they_can_and_are_equal_afterwards(
      @TempDir Path directory) throws Exception {
    onTwoSides(directory, 3, 2, this::tearPeers);
  }

  /** What is done with a cluster on two networks. */
  @FunctionalInterface
  private interface Course {
    void run(Networks networks, TestCluster cluster) throws Exception;
  }

  /** Does it with so many nodes on each side, or nothing where no networks can be made. */
  private static void onTwoSides(Path directory, int one, int other, Course course)
      throws Exception {
    if (Reduced.isNetworkless("PortCutIT")) {
      return;
    }
    try (Networks networks = Networks.make(one + other);
        TestCluster cluster = TestCluster.at(networks.places(), directory)) {
      try {
        course.run(networks, cluster);
      } catch (Exception | AssertionError e) {
        Evidence.keep("PortCutIT", cluster, e);
        throw e;
      }
    }
  }

  /**
   * Hazelcast tells only who may be reached; whether somebody is, is found out by asking. So no
   * client notices anything of this cut.
   */
  private void serveWithoutHazelcast(Networks networks, TestCluster cluster) throws Exception {
    List<NodeProcess> nodes = cluster.nodes();
    Discovered discovered = found(cluster);
    requireOwnersAlone(cluster);
    RingSeen ring = RingSeen.at(http, cluster.node(1));
    long seed = Numbers.seed("PortCutIT");
    try (RegisterLoad load = new RegisterLoad(WRITERS, seed, cluster::nodes)) {
      int first = cluster.node(1).hazelcastPort();
      int last = cluster.node(4).hazelcastPort();
      networks.block(HALVES, new Ports(first, last));
      discovered.awaitSplit(nodes.subList(0, 2), nodes.subList(2, 4));
      awaitServed(load);
      awaitSuspected(cluster, count -> count == 0);
      ring.requireAt(http, nodes);
      networks.heal();
      discovered.awaitWhole();
      awaitServed(load);
      load.finish(nodes);
      Numbers.print("PortCutIT, Hazelcast alone: %s", load.summary());
      assertThat(load.violations()).isEmpty();
      assertThat(load.failedAtFirst()).as("requests that were refused").isZero();
    }
    ring.requireAt(http, nodes);
  }

  private void tearPeers(Networks networks, TestCluster cluster) throws Exception {
    Discovered discovered = found(cluster);
    int first = cluster.node(1).peerPort();
    int last = cluster.node(5).peerPort();
    Runnable heal =
        () -> {
          discovered.awaitWhole();
          networks.heal();
        };
    tear(
        cluster,
        3,
        () -> networks.block(Grudge.split(Set.of(1, 2, 3), 5), new Ports(first, last)),
        heal);
  }

  private void tearAll(Networks networks, TestCluster cluster) throws Exception {
    List<NodeProcess> nodes = cluster.nodes();
    Discovered discovered = found(cluster);
    RingSeen ring = RingSeen.at(http, cluster.node(1));
    Runnable heal =
        () -> {
          discovered.awaitSplit(nodes.subList(0, 2), nodes.subList(2, 4));
          networks.heal();
        };
    TornKeys keys = tear(cluster, 2, () -> networks.block(HALVES, Ports.ALL), heal);
    assertThat(keys.refusedWrites()).as("there is no way around this cut").isEqualTo(KEYS);
    discovered.awaitWhole();
    ring.requireAt(http, nodes);
  }

  /** Waits until Hazelcast has brought all together: before, there is nothing to be torn. */
  private Discovered found(TestCluster cluster) {
    Discovered discovered = new Discovered(http, cluster.nodes());
    discovered.awaitStarted();
    return discovered;
  }

  /** From now on no stand-in takes a write: each read has one right answer. */
  private void requireOwnersAlone(TestCluster cluster) throws Exception {
    byte[] policy = "{\"conflict\":\"siblings\",\"sloppy\":false}".getBytes(StandardCharsets.UTF_8);
    HttpResponse<byte[]> answer =
        http.put(cluster.node(1).admin("/-/buckets/" + RegisterLoad.BUCKET), policy);
    assertThat(answer.statusCode()).isEqualTo(200);
    RingSeen ring = RingSeen.at(http, cluster.node(1));
    await().atMost(WITHIN).untilAsserted(() -> ring.requireAt(http, cluster.nodes()));
  }

  private TornKeys tear(TestCluster cluster, int first, Runnable cut, Runnable heal)
      throws Exception {
    List<NodeProcess> nodes = cluster.nodes();
    RingSeen ring = RingSeen.at(http, cluster.node(1));
    TornKeys keys =
        new TornKeys(
            http, List.of(nodes.subList(0, first), nodes.subList(first, nodes.size())), KEYS);
    keys.writeBefore();
    cut.run();
    keys.useWhileTorn();
    awaitSuspected(cluster, count -> count > 0);
    ring.requireAt(http, nodes);
    heal.run();
    long healed = System.nanoTime();
    keys.awaitHealed();
    Numbers.print(
        "PortCutIT: %d keys on %d nodes equal %.1f s after the cut was healed, %d of %d strict"
            + " writes of the lesser side were refused",
        3 * KEYS, nodes.size(), (System.nanoTime() - healed) / 1e9, keys.refusedWrites(), KEYS);
    awaitSuspected(cluster, count -> count == 0);
    ring.requireAt(http, nodes);
    return keys;
  }

  private void awaitServed(RegisterLoad load) {
    long before = load.requests();
    await().atMost(WITHIN).until(() -> load.requests() >= before + REQUESTS);
  }

  private void awaitSuspected(TestCluster cluster, LongPredicate many) {
    for (NodeProcess node : cluster.nodes()) {
      await()
          .alias("suspected peers")
          .atMost(WITHIN)
          .until(() -> many.test(upkeep.metric(node, "henge_peers_suspected")));
    }
  }
}
