package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.cluster.Upkeep;
import io.henge.chaos.machine.DirectoryTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes join and leave under load, and are killed on the way (rules C4 and C6): nothing that was
 * acknowledged is lost, and nothing that is there is said to be absent.
 */
class RingChangeIT {
  private static final Duration WITHIN = Duration.ofMinutes(2);
  private static final int WRITERS = 4;

  private final PlainHttp http = new PlainHttp();
  private final List<NodeProcess> askable = new CopyOnWriteArrayList<>();

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void three_become_five_and_four_and_three_while_others_write(@TempDir Path directory)
      throws Exception {
    boolean isLong = Boolean.getBoolean("henge.ringChangesLong");
    long seed = Numbers.seed("RingChangeIT");
    try (TestCluster cluster = started(directory);
        RegisterLoad load = new RegisterLoad(WRITERS, seed, () -> askable)) {
      RingChanges changes = new RingChanges(cluster, http);
      grow(cluster, changes, load);
      shrinkByLeaving(cluster, changes, load);
      if (isLong) {
        replaceLostDisk(cluster, changes, load);
        removeDeadNode(cluster, changes, load);
        growAgain(cluster, changes, load);
        moveToAnotherZone(cluster, changes, load);
      }
      load.finish(askable);
      assertThat(load.requests()).isGreaterThan(100);
      for (List<NodeProcess> order :
          orders(Numbers.of("henge.coldStartOrders", isLong ? 6 : 1), seed)) {
        startCold(cluster, order);
        load.finish(askable);
      }
      assertThat(load.violations()).isEmpty();
    }
  }

  private TestCluster started(Path directory) throws IOException {
    TestCluster cluster = TestCluster.startWithSpares(directory, 3, 2);
    askable.addAll(cluster.nodes().subList(0, 3));
    return cluster;
  }

  /** Two nodes join in one change; a joiner and a donor are killed while they are being filled. */
  private void grow(TestCluster cluster, RingChanges changes, RegisterLoad load) throws Exception {
    NodeProcess driver = cluster.node(1);
    NodeProcess[] joiners = {cluster.node(4), cluster.node(5)};
    changes.beginJoin(driver, joiners);
    changes.awaitDual(driver);
    cluster.node(4).kill();
    cluster.restart(4);
    cluster.node(2).kill();
    cluster.restart(2);
    changes.endJoin(driver, joiners);
    askable.addAll(List.of(joiners));
    Numbers.print("RingChangeIT, five: %s", load.summary());
  }

  /** A node leaves, and is killed on its way. */
  private void shrinkByLeaving(TestCluster cluster, RingChanges changes, RegisterLoad load)
      throws Exception {
    NodeProcess driver = cluster.node(3);
    NodeProcess leaver = cluster.node(2);
    changes.beginLeave(driver, leaver);
    leaver.kill();
    leaver.start();
    changes.awaitDone(driver);
    askable.remove(leaver);
    leaver.kill();
    Numbers.print("RingChangeIT, four: %s", load.summary());
  }

  private void replaceLostDisk(TestCluster cluster, RingChanges changes, RegisterLoad load)
      throws Exception {
    NodeProcess lost = cluster.node(3);
    NodeProcess driver = cluster.node(1);
    lost.kill();
    DirectoryTree.delete(lost.data());
    lost.start();
    changes.awaitWaiting(lost);
    changes.post(driver, "replace?seat=2&accept-loss=true&peer=" + lost.settings().peer());
    Upkeep upkeep = new Upkeep(http);
    await().atMost(WITHIN).until(() -> upkeep.isFilled(lost));
    Numbers.print("RingChangeIT, replaced: %s", load.summary());
  }

  private void removeDeadNode(TestCluster cluster, RingChanges changes, RegisterLoad load)
      throws Exception {
    NodeProcess dead = cluster.node(4);
    NodeProcess driver = cluster.node(5);
    dead.kill();
    askable.remove(dead);
    changes.post(driver, "remove?seat=3&accept-loss=true");
    changes.awaitDone(driver);
    Numbers.print("RingChangeIT, three: %s", load.summary());
  }

  /** The two machines that left come back, on empty directories. */
  private void growAgain(TestCluster cluster, RingChanges changes, RegisterLoad load)
      throws Exception {
    NodeProcess driver = cluster.node(5);
    NodeProcess[] joiners = {cluster.node(2), cluster.node(4)};
    for (NodeProcess joiner : joiners) {
      DirectoryTree.delete(joiner.data());
    }
    changes.beginJoin(driver, joiners);
    changes.endJoin(driver, joiners);
    askable.addAll(List.of(joiners));
    Numbers.print("RingChangeIT, five again: %s", load.summary());
  }

  /** With a second zone, no partition may have all three owners in one of them. */
  private void moveToAnotherZone(TestCluster cluster, RingChanges changes, RegisterLoad load) {
    NodeProcess driver = cluster.node(3);
    RingSeen before = RingSeen.at(http, driver);
    int seat = before.seatOf(cluster.node(4));
    long moved = before.rowsWithout(seat);
    assertThat(moved).as("rows that need an owner in the new zone").isPositive();
    changes.post(driver, "weight?zone=1&seat=" + seat);
    changes.awaitDone(driver);
    assertThat(RingSeen.at(http, driver).rowsCrowdedOver(2)).as("rows in one zone").isZero();
    Numbers.print("RingChangeIT, %d rows got an owner in another zone: %s", moved, load.summary());
  }

  /** So many different orders of those that are there, or all that there are. */
  private Set<List<NodeProcess>> orders(int count, long seed) {
    SplittableRandom dice = new SplittableRandom(seed);
    int all = IntStream.rangeClosed(1, askable.size()).reduce(1, (a, b) -> a * b);
    Set<List<NodeProcess>> orders = new LinkedHashSet<>();
    while (orders.size() < Math.min(count, all)) {
      List<NodeProcess> order = new ArrayList<>(askable);
      for (int i = order.size() - 1; i > 0; i--) {
        Collections.swap(order, i, dice.nextInt(i + 1));
      }
      orders.add(order);
    }
    return orders;
  }

  /**
   * All are killed at once and start in that order, the last one when the others are ready: who
   * joined later was never told a list of founders, and finds the others by what it keeps of the
   * chain.
   */
  private void startCold(TestCluster cluster, List<NodeProcess> order) {
    RingSeen ring = RingSeen.at(http, order.get(0));
    assertThat(ring.isDone()).isTrue();
    NodeProcess.killAll(order);
    NodeProcess late = order.get(order.size() - 1);
    List<NodeProcess> others = order.subList(0, order.size() - 1);
    others.forEach(NodeProcess::start);
    others.forEach(cluster::awaitReady);
    late.start();
    cluster.awaitReady(late);
    ring.requireAt(http, order);
    Numbers.print("RingChangeIT, started cold: %d nodes", order.size());
  }
}
