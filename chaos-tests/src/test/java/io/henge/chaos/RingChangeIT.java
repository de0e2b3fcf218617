package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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
      grow(cluster, load);
      shrinkByLeaving(cluster, load);
      if (isLong) {
        replaceLostDisk(cluster, load);
        removeDeadNode(cluster, load);
      }
      load.finish(askable);
      assertThat(load.requests()).isGreaterThan(100);
      int orders = Numbers.of("henge.coldStartOrders", 1);
      SplittableRandom dice = new SplittableRandom(seed);
      for (int i = 0; i < orders; i++) {
        startCold(cluster, dice);
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
  private void grow(TestCluster cluster, RegisterLoad load) throws Exception {
    NodeProcess driver = cluster.node(1);
    for (int number : new int[] {4, 5}) {
      cluster.node(number).start();
      await().atMost(WITHIN).until(() -> isWaiting(cluster.node(number)));
      post(driver, "stage?join=" + cluster.node(number).settings().peer(), 200);
    }
    post(driver, "apply", 200);
    await().atMost(WITHIN).until(() -> progress(driver).contains("\"phase\":\"dual\""));
    cluster.node(4).kill();
    cluster.restart(4);
    cluster.node(2).kill();
    cluster.restart(2);
    awaitDone(driver);
    cluster.awaitReady(cluster.node(4));
    cluster.awaitReady(cluster.node(5));
    askable.add(cluster.node(4));
    askable.add(cluster.node(5));
    Numbers.print("RingChangeIT, five: %s", load.summary());
  }

  /** A node leaves, and is killed on its way. */
  private void shrinkByLeaving(TestCluster cluster, RegisterLoad load) throws Exception {
    NodeProcess driver = cluster.node(3);
    NodeProcess leaver = cluster.node(2);
    post(driver, "leave?seat=1", 200);
    leaver.kill();
    leaver.start();
    awaitDone(driver);
    askable.remove(leaver);
    leaver.kill();
    Numbers.print("RingChangeIT, four: %s", load.summary());
  }

  private void replaceLostDisk(TestCluster cluster, RegisterLoad load) throws Exception {
    NodeProcess lost = cluster.node(3);
    NodeProcess driver = cluster.node(1);
    lost.kill();
    DirectoryTree.delete(lost.data());
    lost.start();
    await().atMost(WITHIN).until(() -> isWaiting(lost));
    post(driver, "replace?seat=2&accept-loss=true&peer=" + lost.settings().peer(), 200);
    Upkeep upkeep = new Upkeep(http);
    await().atMost(WITHIN).until(() -> upkeep.isFilled(lost));
    Numbers.print("RingChangeIT, replaced: %s", load.summary());
  }

  private void removeDeadNode(TestCluster cluster, RegisterLoad load) throws Exception {
    NodeProcess dead = cluster.node(4);
    NodeProcess driver = cluster.node(5);
    dead.kill();
    askable.remove(dead);
    post(driver, "remove?seat=3&accept-loss=true", 200);
    awaitDone(driver);
    Numbers.print("RingChangeIT, three: %s", load.summary());
  }

  /**
   * All are killed and start in some order, one of them when the others are ready: who joined later
   * was never told a list of founders, and finds the others by what it keeps of the chain.
   */
  private void startCold(TestCluster cluster, SplittableRandom dice) throws Exception {
    String ring = text(http.read(askable.get(0).uri("/-/ring")));
    assertThat(ring).contains("\"phase\":\"done\"");
    askable.forEach(NodeProcess::kill);
    List<NodeProcess> order = new ArrayList<>(askable);
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, dice.nextInt(i + 1));
    }
    NodeProcess last = order.remove(order.size() - 1);
    order.forEach(NodeProcess::start);
    order.forEach(cluster::awaitReady);
    last.start();
    cluster.awaitReady(last);
    for (NodeProcess node : askable) {
      assertThat(text(http.read(node.uri("/-/ring")))).isEqualTo(ring);
    }
  }

  private boolean isWaiting(NodeProcess node) {
    try {
      return text(http.get(node.uri("/-/health/ready"))).contains("/-/ring/join");
    } catch (IOException starting) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitDone(NodeProcess at) {
    await().atMost(WITHIN).until(() -> progress(at).contains("\"done\":true"));
  }

  private String progress(NodeProcess at) throws IOException, InterruptedException {
    return text(http.get(admin(at, "progress")));
  }

  private void post(NodeProcess at, String what, int status) {
    await()
        .atMost(WITHIN)
        .untilAsserted(
            () -> {
              HttpResponse<byte[]> answer = http.post(admin(at, what));
              assertThat(answer.statusCode()).as("%s: %s", what, text(answer)).isEqualTo(status);
            });
  }

  private static URI admin(NodeProcess node, String what) {
    return URI.create("http://127.0.0.1:" + node.adminPort() + "/-/ring/" + what);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
