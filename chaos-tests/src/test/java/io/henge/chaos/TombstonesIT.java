package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.Fsck;
import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deleted blobs are forgotten when every node has seen that they are deleted, and not before. */
class TombstonesIT {
  private static final int KEYS = Numbers.of("henge.tombstones", 150);
  private static final int LARGE_EVERY = 10;
  private static final Duration REMOVED_WITHIN = Duration.ofMinutes(3);

  private final PlainHttp http = new PlainHttp();

  private static List<String> keys() {
    return IntStream.range(0, KEYS).mapToObj(i -> "tombstones/" + i).toList();
  }

  private static byte[] body(int number) {
    return number % LARGE_EVERY == 0
        ? Payloads.of(number, 100_000)
        : ("blob " + number).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void what_is_deleted_while_a_node_is_down_is_kept_until_it_is_back(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 3, "--tombstone-keep", "2s")) {
      for (int i = 0; i < KEYS; i++) {
        NodeProcess node = cluster.node(1 + i % 3);
        assertThat(http.write(node.key(keys().get(i)), body(i)).statusCode()).isEqualTo(201);
      }
      cluster.node(3).kill();
      for (int i = 0; i < KEYS; i++) {
        deleteAt(cluster.node(1 + i % 2), keys().get(i));
      }
      await()
          .alias("nodes 1 and 2 say that they wait for seat 2")
          .atMost(REMOVED_WITHIN)
          .until(
              () ->
                  sum(cluster, 2, "henge_tombstones_blocked{seat=\"2\"}") > 0
                      && sum(cluster, 2, "henge_tombstones ") == KEYS);
      requireAll(cluster, 2, 410);

      cluster.restart(3);
      await()
          .alias("all tombstones are gone")
          .atMost(REMOVED_WITHIN)
          .until(() -> sum(cluster, 3, "henge_tombstones_removed_total") >= KEYS);
      requireAll(cluster, 3, 404);
      for (int number = 1; number <= 3; number++) {
        cluster.node(number).terminate();
        cluster.node(number).awaitExit();
      }
      for (NodeProcess node : cluster.nodes()) {
        Fsck.requireClean(node.data());
        assertThat(node.files("blobs")).isEmpty();
        node.start();
      }
      cluster.nodes().forEach(cluster::awaitReady);
      requireAll(cluster, 3, 404);
    }
  }

  /** A node that died a moment ago may still be waited for. */
  private void deleteAt(NodeProcess node, String key) {
    await()
        .pollDelay(Duration.ZERO)
        .atMost(REMOVED_WITHIN)
        .until(() -> http.delete(node.key(key)).statusCode() == 204);
  }

  private void requireAll(TestCluster cluster, int nodes, int status) {
    for (int number = 1; number <= nodes; number++) {
      for (String key : keys()) {
        assertThat(http.read(cluster.node(number).key(key)).statusCode())
            .as("%s at node %d", key, number)
            .isEqualTo(status);
      }
    }
  }

  /** Over the first so many nodes. */
  private static double sum(TestCluster cluster, int nodes, String metric) throws IOException {
    double sum = 0;
    for (int number = 1; number <= nodes; number++) {
      sum += metric(cluster.node(number), metric);
    }
    return sum;
  }

  private static double metric(NodeProcess node, String name) throws IOException {
    try (LoadConnection connection = new LoadConnection(node.adminPort(), new AtomicInteger())) {
      String text = connection.request("GET", "/-/metrics").text();
      Matcher line =
          Pattern.compile("^" + Pattern.quote(name) + "\\s*([0-9.eE+-]+)$", Pattern.MULTILINE)
              .matcher(text);
      return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }
  }
}
