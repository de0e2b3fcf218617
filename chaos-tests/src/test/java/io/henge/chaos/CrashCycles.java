package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.Tally.Count;
import io.henge.chaos.cluster.Fsck;
import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.TestCluster;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Load, crash, restart, check, again and again, on one node: after every restart all keys that were
 * written since the last check must show the last acknowledged write or a later one of unknown
 * outcome, whole, and no stage may be left.
 */
final class CrashCycles {
  private final TestCluster cluster;
  private final NodeProcess node;
  private final Ledger ledger;
  private final SplittableRandom random;
  private final Tally tally = new Tally();
  private final NavigableMap<Integer, Integer> inFlight = new TreeMap<>();
  private final NavigableMap<Long, Integer> unanswered = new TreeMap<>();
  private int crashes;

  /** Cycles of the only node of a cluster. */
  CrashCycles(TestCluster cluster, Mix mix, long seed) {
    this.cluster = cluster;
    this.node = cluster.node(1);
    this.ledger = new Ledger(seed, "load", mix);
    this.random = new SplittableRandom(seed);
  }

  /** Ends the node in one way or another while it is under load. */
  @FunctionalInterface
  interface Crash {
    /** Returns when the process is dead; how many writes were in flight when it was hit. */
    int happen(MixedLoad load, SplittableRandom random);
  }

  /** What a test does with the cycles. */
  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  /** Does it, keeps the evidence when it fails, and prints a report in any case. */
  void run(String test, Body body) throws Exception {
    try {
      body.run();
    } catch (Exception | AssertionError e) {
      Evidence.keep(test, cluster, e);
      throw e;
    } finally {
      report(test);
    }
  }

  /** Loads the running node until the crash, and leaves it dead. */
  void crash(Crash crash) {
    long unknownBefore = tally.get(Count.WRITES_UNKNOWN);
    MixedLoad load =
        new MixedLoad(List.of(node.clientPort()), ledger, tally, random.nextLong()).start();
    try {
      inFlight.merge(crash.happen(load, random), 1, Integer::sum);
    } finally {
      load.stop();
    }
    assertThat(node.isAlive()).as("the node is dead").isFalse();
    unanswered.merge(tally.get(Count.WRITES_UNKNOWN) - unknownBefore, 1, Integer::sum);
    crashes++;
  }

  /** Starts the node without any help and checks what was written since the last check. */
  void recover() {
    cluster.restart(1);
    check();
  }

  /** Checks what was written since the last check, on a node that runs and was just started. */
  void check() {
    check(ledger.touched());
  }

  /** Checks all keys, stops the node cleanly, and has its directory checked by fsck. */
  void finish() {
    check(ledger.keys());
    stopAndFsck();
  }

  /** Stops the node cleanly and has its directory checked by fsck. */
  void stopAndFsck() {
    node.terminate();
    assertThat(node.awaitExit()).as(node.log().toString()).isZero();
    Fsck.requireClean(node.data());
  }

  private void check(List<KeyHistory> keys) {
    assertThat(node.files("stage")).as("stages left after crash %d", crashes).isEmpty();
    Reads.settle(node.clientPort(), keys, tally);
    assertThat(tally.violations()).as("after crash %d; %s", crashes, tally).isEmpty();
    assertThat(tally.get(Count.SIBLINGS_SEEN)).as("siblings of one writer at a time").isZero();
  }

  /** The fewest writes that were in flight at a crash. */
  int fewestInFlight() {
    return inFlight.firstKey();
  }

  Tally tally() {
    return tally;
  }

  private void report(String test) {
    Numbers.print("%s: %d crashes; %s", test, crashes, tally);
    Numbers.print("%s: writes in flight when hit (count=crashes): %s", test, inFlight);
    Numbers.print("%s: writes without an answer (count=crashes): %s", test, unanswered);
  }
}
