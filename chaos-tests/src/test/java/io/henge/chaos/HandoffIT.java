package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.Explained;
import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written while nodes are away reaches them when they are back. */
class HandoffIT {
  private static final int NODES = 5;
  private static final int BLOB_BYTES = 700;
  private static final Duration DRAINED_MAX = Duration.ofMinutes(2);

  private final PlainHttp http = new PlainHttp();

  /** Of three nodes, the others owe what it missed; of five, those that stood in as well. */
  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void a_node_that_was_killed_has_every_write_that_it_missed(int nodes, @TempDir Path directory)
      throws Exception {
    int writes = Numbers.of("henge.handoffWrites", 200);
    try (TestCluster cluster = TestCluster.start(directory, nodes)) {
      NodeProcess missing = cluster.node(nodes);
      for (int i = 0; i < writes; i++) {
        if (i == writes / 10) {
          missing.kill();
        }
        NodeProcess at = cluster.node(1 + i % (nodes - 1));
        HttpResponse<byte[]> put = http.write(at.key(key(i)), body(i));
        assertThat(put.statusCode()).as(key(i)).isEqualTo(201);
      }
      List<NodeProcess> others = cluster.nodes().subList(0, nodes - 1);
      String kept = nodes == 3 ? "henge_owed" : "henge_hints";
      assertThat(sum(others, kept)).as("kept for the missing node").isPositive();
      cluster.restart(nodes);
      long ready = System.nanoTime();
      awaitDrained(cluster);
      double drained = (System.nanoTime() - ready) / 1e9;
      awaitEqual(cluster, writes);
      Numbers.print(
          "HandoffIT: %d nodes, %d writes: nothing owed %.1f s after the missing one was ready, all"
              + " equal after %.1f s",
          nodes, writes, drained, (System.nanoTime() - ready) / 1e9);
      others.forEach(NodeProcess::kill);
      int owned = 0;
      for (int i = 0; i < writes; i++) {
        URI alone = missing.uri("/" + key(i) + "?r=one&redirect");
        HttpResponse<byte[]> got = http.read(alone);
        if (got.statusCode() != 302) {
          assertThat(got.statusCode()).as(key(i)).isEqualTo(200);
          assertThat(got.body()).isEqualTo(body(i));
          owned++;
        }
      }
      assertThat(owned).as("keys that it owns").isGreaterThan(writes / 3);
    }
  }

  @Test
  void with_two_of_five_gone_all_is_written_and_nothing_lost_when_others_restart(
      @TempDir Path directory) throws Exception {
    int writes = 100;
    try (TestCluster cluster = TestCluster.start(directory, NODES)) {
      cluster.node(4).kill();
      cluster.node(5).kill();
      int withStandIns = 0;
      for (int i = 0; i < writes; i++) {
        HttpResponse<byte[]> put = http.write(cluster.node(1 + i % 3).key(key(i)), body(i));
        assertThat(put.statusCode()).as(key(i)).isEqualTo(201);
        withStandIns += put.headers().firstValue("Henge-Stand-Ins").orElse("").equals("0") ? 0 : 1;
      }
      assertThat(withStandIns).isPositive();
      URI strict = cluster.node(1).uri("/strict?sloppy=false&w=all");
      assertThat(http.put(strict, body(0)).statusCode()).isIn(201, 503);
      for (int number = 1; number <= 3; number++) {
        cluster.node(number).kill();
        cluster.restart(number);
      }
      cluster.restart(4);
      cluster.restart(5);
      awaitDrained(cluster);
      for (int i = 0; i < writes; i++) {
        HttpResponse<byte[]> got = http.read(cluster.node(1 + i % NODES).key(key(i)));
        assertThat(got.statusCode()).as(key(i)).isEqualTo(200);
        assertThat(got.body()).isEqualTo(body(i));
        assertThat(got.headers().firstValue("Henge-Siblings")).isEmpty();
      }
    }
  }

  private void awaitEqual(TestCluster cluster, int keys) {
    for (int i = 0; i < keys; i++) {
      String key = key(i);
      await()
          .alias(key)
          .atMost(DRAINED_MAX)
          .pollDelay(Duration.ZERO)
          .until(() -> Explained.of(http, cluster.node(1), key).isEqualAt(3));
    }
  }

  private static String key(int number) {
    return "handoff/" + number;
  }

  private static byte[] body(int number) {
    return Payloads.of(number, BLOB_BYTES);
  }

  private void awaitDrained(TestCluster cluster) {
    await()
        .alias("no node keeps anything for another")
        .atMost(DRAINED_MAX)
        .until(
            () ->
                sum(cluster.nodes(), "henge_hints") == 0
                    && sum(cluster.nodes(), "henge_owed") == 0);
  }

  private double sum(List<NodeProcess> nodes, String metric)
      throws IOException, InterruptedException {
    double sum = 0;
    for (NodeProcess node : nodes) {
      URI metrics = node.admin("/-/metrics");
      String text = new String(http.get(metrics).body(), StandardCharsets.UTF_8);
      sum +=
          text.lines()
              .filter(line -> line.startsWith(metric + " "))
              .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
              .findFirst()
              .orElseThrow();
    }
    return sum;
  }
}
