package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.machine.NodeDisk;
import io.henge.chaos.machine.NodeDisk.Kind;
import io.henge.chaos.machine.PowerCut;
import io.henge.chaos.machine.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Power cuts at random moments under load, on an ext4 of its own: what was acknowledged is there,
 * whole, although all that was not synced is lost.
 */
class PowerCutIT {
  private static final int IN_FLIGHT_MIN = 8;
  private static final long DISK_BYTES = 1L << 30;
  private static final long LOAD_MILLIS_MIN = 100;
  private static final long LOAD_MILLIS_MAX = 2000;
  private static final long KILL_AFTER_MILLIS_MAX = 50;

  @Test
  void what_was_acknowledged_survives_power_cuts() throws Exception {
    assumeFalse(Reduced.is("PowerCutIT", NodeDisk.refusal(Kind.EXT4)), "REDUCED");
    int cuts = Numbers.of("henge.cuts", 2);
    long seed = Numbers.seed("PowerCutIT");
    PowerCut.prepare();
    try (Workspace workspace = Workspace.make()) {
      NodeDisk disk = NodeDisk.make(workspace, 1, Kind.EXT4, DISK_BYTES);
      try (TestCluster cluster =
          TestCluster.start(
              workspace.directory(), 1, "--no-hazelcast", "--disk-reserve", "16MiB")) {
        run(disk, cluster, cuts, seed);
      }
    }
  }

  private static void run(NodeDisk disk, TestCluster cluster, int cuts, long seed)
      throws Exception {
    CrashCycles cycles = new CrashCycles(cluster, Mix.EVERYTHING, seed);
    cycles.run(
        "PowerCutIT",
        () -> {
          for (int i = 0; i < cuts; i++) {
            cycles.crash((load, random) -> cut(disk, cluster.node(1), load, random));
            disk.restore();
            cycles.recover();
          }
          cycles.finish();
          assertThat(cycles.fewestInFlight()).isGreaterThanOrEqualTo(IN_FLIGHT_MIN);
        });
  }

  private static int cut(NodeDisk disk, NodeProcess node, MixedLoad load, SplittableRandom random) {
    Pause.millis(random.nextLong(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX));
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> load.writesInFlight() >= IN_FLIGHT_MIN);
    int inFlight = load.writesInFlight();
    try {
      load.deafen();
      disk.cutPower();
      load.diskIsDead();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Pause.millis(random.nextLong(KILL_AFTER_MILLIS_MAX));
    node.kill();
    return inFlight;
  }
}
