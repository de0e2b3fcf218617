package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A crash after each named step of a commit, under load: a node that ends itself there is started
 * again as it is, and shows what was acknowledged.
 */
class KillPointsIT {
  /** In the order of a commit. */
  private static final List<String> POINTS =
      List.of(
          "STAGE_WRITTEN",
          "STAGE_SYNCED",
          "RENAMED",
          "DIRECTORY_SYNCED",
          "INDEX_WRITTEN",
          "REPLACED_UNLINKED");

  private static final int KILLED = 86;
  private static final int PASSING_MIN = 5;
  private static final int PASSING_MAX = 65;
  private static final int LOOK_MILLIS = 2;

  @TempDir private static Path directory;

  @Test
  void what_was_acknowledged_survives_a_crash_after_every_step_of_a_commit() throws Exception {
    int killsPerPoint = Numbers.of("henge.killsPerPoint", 1);
    long seed = Numbers.seed("KillPointsIT");
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Integer> hits = new TreeMap<>();
    try (TestCluster cluster = TestCluster.start(directory, 1, "--no-hazelcast")) {
      NodeProcess node = cluster.node(1);
      CrashCycles cycles = new CrashCycles(cluster, Mix.FILES, seed);
      node.terminate();
      node.awaitExit();
      cycles.run(
          "KillPointsIT",
          () -> {
            for (int i = 0; i < killsPerPoint; i++) {
              for (String point : POINTS) {
                node.start(killable(point, random.nextInt(PASSING_MIN, PASSING_MAX)));
                cluster.awaitReady(node);
                // What the crash before left is checked on the node that will crash next.
                cycles.check();
                cycles.crash((load, own) -> awaitDeath(node, load));
                requireKilledAt(node, point);
                hits.merge(point, 1, Integer::sum);
              }
            }
            cycles.recover();
            cycles.finish();
          });
      POINTS.forEach(point -> Numbers.print("KillPointsIT: %-18s %d", point, hits.get(point)));
      assertThat(hits.keySet()).containsExactlyInAnyOrderElementsOf(POINTS);
    }
  }

  private static List<String> killable(String point, int passing) {
    return NodeProcess.ofTests(
        "KillableNode", "-Dhenge.kill.step=" + point, "-Dhenge.kill.passing=" + passing);
  }

  private static int awaitDeath(NodeProcess node, MixedLoad load) {
    int[] inFlight = {0};
    await()
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(LOOK_MILLIS))
        .until(
            () -> {
              int seen = load.writesInFlight();
              boolean alive = node.isAlive();
              inFlight[0] = alive ? seen : inFlight[0];
              return !alive;
            });
    return inFlight[0];
  }

  private static void requireKilledAt(NodeProcess node, String point) {
    assertThat(node.awaitExit()).as(node.log().toString()).isEqualTo(KILLED);
    assertThat(node.logText().stripTrailing()).endsWith("killed after " + point);
  }
}
