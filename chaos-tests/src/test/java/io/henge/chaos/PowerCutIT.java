package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.machine.PowerCut;
import io.henge.chaos.machine.TestMount;
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
  private static final long IMAGE_BYTES = 1L << 30;
  private static final long LOAD_MILLIS_MIN = 100;
  private static final long LOAD_MILLIS_MAX = 2000;
  private static final long KILL_AFTER_MILLIS_MAX = 50;

  @Test
  void what_was_acknowledged_survives_power_cuts() throws Exception {
    assumeTrue(TestMount.refusal("PowerCutIT").isEmpty(), "REDUCED");
    int cuts = Numbers.of("henge.cuts", 2);
    long seed = Numbers.seed("PowerCutIT");
    PowerCut.prepare();
    try (TestMount mount = TestMount.ext4(IMAGE_BYTES);
        TestCluster cluster =
            TestCluster.start(mount.directory(), 1, "--no-hazelcast", "--disk-reserve", "16MiB")) {
      CrashCycles cycles = new CrashCycles(cluster, Mix.EVERYTHING, seed);
      cycles.run(
          "PowerCutIT",
          () -> {
            for (int i = 0; i < cuts; i++) {
              cycles.crash((load, random) -> cut(mount, cluster.node(1), load, random));
              mount.unmount();
              mount.mount();
              cycles.recover();
            }
            cycles.finish();
            assertThat(cycles.fewestInFlight()).isGreaterThanOrEqualTo(IN_FLIGHT_MIN);
          });
    }
  }

  private static int cut(
      TestMount mount, NodeProcess node, MixedLoad load, SplittableRandom random) {
    Pause.millis(random.nextLong(LOAD_MILLIS_MIN, LOAD_MILLIS_MAX));
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> load.writesInFlight() >= IN_FLIGHT_MIN);
    int inFlight = load.writesInFlight();
    try {
      load.deafen();
      PowerCut.hit(mount.data());
      load.diskIsDead();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Pause.millis(random.nextLong(KILL_AFTER_MILLIS_MAX));
    node.kill();
    return inFlight;
  }
}
