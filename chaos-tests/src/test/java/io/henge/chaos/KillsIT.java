package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL at random moments under load: what was acknowledged is there, whole, every time. */
class KillsIT {
  private static final int IN_FLIGHT_MIN = 8;
  private static final int FSCK_EVERY = 50;
  private static final int KILL_WHILE_STARTING_EVERY = 10;
  private static final long LOAD_MILLIS_MIN = 50;
  private static final long LOAD_MILLIS_MAX = 1500;
  private static final long START_MILLIS_MAX = 2500;

  @TempDir private static Path directory;

  @Test
  void what_was_acknowledged_survives_kills_at_any_moment() throws Exception {
    int kills = Numbers.of("henge.kills", 3);
    long seed = Numbers.seed("KillsIT");
    SplittableRandom random = new SplittableRandom(seed);
    try (TestCluster cluster = TestCluster.start(directory, 1, "--no-hazelcast")) {
      CrashCycles cycles = new CrashCycles(cluster, Mix.EVERYTHING, seed);
      cycles.run(
          "KillsIT",
          () -> {
            for (int i = 1; i <= kills; i++) {
              cycles.crash((load, own) -> killUnderLoad(cluster.node(1), load, own));
              if (i % KILL_WHILE_STARTING_EVERY == 0) {
                killWhileStarting(cluster.node(1), random);
              }
              cycles.recover();
              if (i % FSCK_EVERY == 0) {
                cycles.stopAndFsck();
                cluster.restart(1);
              }
            }
            cycles.finish();
            assertThat(cycles.fewestInFlight()).isGreaterThanOrEqualTo(IN_FLIGHT_MIN);
          });
    }
  }

  private static int killUnderLoad(NodeProcess node, MixedLoad load, SplittableRandom random) {
    Pause.millis(random.nextLong(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX));
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> load.writesInFlight() >= IN_FLIGHT_MIN);
    int inFlight = load.writesInFlight();
    node.kill();
    return inFlight;
  }

  /** A recovery that is interrupted is begun anew; not one of the kills that are counted. */
  private static void killWhileStarting(NodeProcess node, SplittableRandom random) {
    node.start();
    Pause.millis(random.nextLong(START_MILLIS_MAX));
    node.kill();
  }
}
