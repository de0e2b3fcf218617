package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.henge.chaos.KeyHistory.Write;
import io.henge.chaos.Tally.Count;
import io.henge.chaos.cluster.Fsck;
import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.machine.NodeDisk;
import io.henge.chaos.machine.NodeDisk.Kind;
import io.henge.chaos.machine.Workspace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A disk that is filled to the brim under load, by the node's own writes and then by somebody else:
 * refusals by 507, reads and deletes go on, and service returns with the space, without a restart.
 */
class DiskFullIT {
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final int REFUSALS_MIN = 50;
  private static final int WRITES_MIN = 20;
  private static final long DISK_BYTES = 96 << 20;

  private final Tally tally = new Tally();
  private SplittableRandom random = new SplittableRandom();
  private Ledger ledger = new Ledger(0, "load", Mix.TOO_MUCH);

  @Test
  void a_full_disk_refuses_writes_loses_nothing_and_recovers_by_itself() throws IOException {
    assumeFalse(Reduced.is("DiskFullIT", NodeDisk.refusal(Kind.TMPFS)), "REDUCED");
    int rounds = Numbers.of("henge.fills", 1);
    long seed = Numbers.seed("DiskFullIT");
    random = new SplittableRandom(seed);
    ledger = new Ledger(seed, "load", Mix.TOO_MUCH);
    try (Workspace workspace = Workspace.make()) {
      NodeDisk disk = NodeDisk.make(workspace, 1, Kind.TMPFS, DISK_BYTES);
      try (TestCluster cluster =
          TestCluster.start(workspace.directory(), 1, "--no-hazelcast", "--disk-reserve", "8MiB")) {
        run(disk, cluster, rounds);
      }
    }
  }

  private void run(NodeDisk disk, TestCluster cluster, int rounds) throws IOException {
    NodeProcess node = cluster.node(1);
    try {
      for (int i = 0; i < rounds; i++) {
        fillByWrites(node);
        makeRoomByDeletes(node);
        fillFromOutside(node, disk);
      }
      node.kill();
      cluster.restart(1);
      Reads.settle(node.clientPort(), ledger.keys(), tally);
      requireNoViolation();
      node.terminate();
      assertThat(node.awaitExit()).isZero();
      Fsck.requireClean(node.data());
    } catch (IOException | RuntimeException | AssertionError e) {
      Evidence.keep("DiskFullIT", cluster, e);
      throw e;
    } finally {
      Numbers.print("DiskFullIT: %d rounds; %s", rounds, tally);
    }
  }

  private void fillByWrites(NodeProcess node) {
    long before = tally.get(Count.WRITES_507);
    MixedLoad load = load(node);
    try {
      await().atMost(WITHIN).until(() -> tally.get(Count.WRITES_507) > before + REFUSALS_MIN);
    } finally {
      load.stop();
    }
    Reads.verify(node.clientPort(), ledger.keys(), tally);
    requireNoViolation();
    Numbers.print(
        "DiskFullIT: full by writes, %d MiB free; %s",
        node.data().toFile().getUsableSpace() >> 20, tally);
  }

  private void makeRoomByDeletes(NodeProcess node) throws IOException {
    List<KeyHistory> present =
        ledger.keys().stream().filter(KeyHistory::isPresent).filter(KeyHistory::own).toList();
    try (LoadConnection connection = new LoadConnection(node.clientPort(), new AtomicInteger())) {
      for (int i = 0; i < present.size(); i++) {
        KeyHistory key = present.get(i);
        Write write = key.beginDelete();
        if (i % 2 == 0) {
          assertThat(connection.delete(key.key())).extracting("status").isEqualTo(204);
          key.acknowledged(write);
        } else {
          key.refused(write);
        }
      }
    }
    awaitService(node);
  }

  private void fillFromOutside(NodeProcess node, NodeDisk disk) throws IOException {
    MixedLoad load = load(node);
    try {
      disk.fill();
      long refused = tally.get(Count.WRITES_507);
      await().atMost(WITHIN).until(() -> tally.get(Count.WRITES_507) > refused + REFUSALS_MIN);
      disk.fill();
    } finally {
      load.stop();
    }
    Reads.verify(node.clientPort(), ledger.keys(), tally);
    requireNoViolation();
    Numbers.print("DiskFullIT: full from outside; %s", tally);
    disk.free();
    awaitService(node);
    Reads.verify(node.clientPort(), ledger.keys(), tally);
    requireNoViolation();
  }

  /** Writes of all sizes succeed again, without anybody's help. */
  private void awaitService(NodeProcess node) {
    long before = tally.get(Count.PUTS_ACKNOWLEDGED);
    MixedLoad load = load(node);
    try {
      await().atMost(WITHIN).until(() -> tally.get(Count.PUTS_ACKNOWLEDGED) > before + WRITES_MIN);
    } finally {
      load.stop();
    }
    requireNoViolation();
    Numbers.print("DiskFullIT: writes succeed again; %s", tally);
  }

  private MixedLoad load(NodeProcess node) {
    return new MixedLoad(List.of(node.clientPort()), ledger, tally, random.nextLong()).start();
  }

  private void requireNoViolation() {
    assertThat(tally.violations()).as(tally.toString()).isEmpty();
  }
}
