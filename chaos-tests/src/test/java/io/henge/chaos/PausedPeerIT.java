package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of three nodes is frozen while clients write and read small blobs at the other two: no
 * request fails, whatever it costs in time is reported, and afterwards the frozen one catches up.
 */
class PausedPeerIT {
  private static final long UNDISTURBED_MILLIS = 4_000;
  private static final int BODY_BYTES = 1_000;

  @TempDir private static Path directory;

  private final PlainHttp http = new PlainHttp();

  @Test
  void requests_go_on_while_a_node_is_frozen_and_it_catches_up_when_it_is_back() throws Exception {
    int pauseMillis = Numbers.of("henge.pauseMillis", 6_000);
    TestCluster cluster = TestCluster.start(directory, 3);
    try (cluster) {
      warmUp(cluster);
      List<SmallLoad> loads =
          List.of(
              new SmallLoad(cluster.node(1), 1, BODY_BYTES),
              new SmallLoad(cluster.node(1), 2, BODY_BYTES),
              new SmallLoad(cluster.node(2), 3, BODY_BYTES),
              new SmallLoad(cluster.node(2), 4, BODY_BYTES));
      try {
        loads.forEach(SmallLoad::start);
        phase("before", loads, UNDISTURBED_MILLIS);
        cluster.node(3).pause();
        phase("during", loads, pauseMillis);
        cluster.node(3).resume();
        phase("after", loads, UNDISTURBED_MILLIS);
      } finally {
        loads.forEach(SmallLoad::stop);
      }
      verifyCaughtUp(cluster, loads);
      report(cluster);
    } catch (Throwable e) {
      Evidence.keep("PausedPeerIT", cluster, e);
      throw e;
    }
  }

  /** What a fresh virtual machine has to load is not what is measured. */
  private void warmUp(TestCluster cluster) throws Exception {
    for (int i = 0; i < 300; i++) {
      NodeProcess node = cluster.node(1 + i % 3);
      assertThat(http.write(node.key("warm/" + i % 20), Payloads.of(i, BODY_BYTES)).statusCode())
          .isEqualTo(201);
      assertThat(http.read(node.key("warm/" + i % 20)).statusCode()).isEqualTo(200);
    }
  }

  private static void phase(String name, List<SmallLoad> loads, long millis) {
    loads.forEach(SmallLoad::forgetLatencies);
    Pause.millis(millis);
    long[] micros =
        loads.stream().map(SmallLoad::latencies).flatMapToLong(Arrays::stream).sorted().toArray();
    List<String> failures = loads.stream().flatMap(load -> load.failures().stream()).toList();
    assertThat(failures).as("requests that failed %s the pause", name).isEmpty();
    assertThat(micros).as("requests went on %s the pause", name).hasSizeGreaterThan(20);
    Numbers.print(
        "PausedPeerIT: %s, %d ms: %d requests, p50 %.1f ms, p99 %.1f ms, max %.1f ms",
        name,
        millis,
        micros.length,
        millisAt(micros, 0.5),
        millisAt(micros, 0.99),
        millisAt(micros, 1));
  }

  private static double millisAt(long[] sortedMicros, double share) {
    int rank = (int) Math.ceil(share * sortedMicros.length);
    return sortedMicros[rank - 1] / 1000.0;
  }

  private void verifyCaughtUp(TestCluster cluster, List<SmallLoad> loads) {
    Map<String, byte[]> newest = new ConcurrentHashMap<>();
    loads.forEach(load -> newest.putAll(load.newest()));
    assertThat(newest).isNotEmpty();
    newest.forEach(
        (key, body) ->
            assertThat(http.read(cluster.node(3).key(key)).body()).as(key).isEqualTo(body));
    // A read of one copy asks this node first: here it shows that the node has the value itself.
    newest.forEach(
        (key, body) ->
            await()
                .alias(key)
                .pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(60))
                .until(() -> isHeld(cluster.node(3), key, body)));
  }

  private boolean isHeld(NodeProcess node, String key, byte[] body) throws Exception {
    HttpResponse<byte[]> alone = http.get(node.uri("/" + key + "?r=1"));
    return alone.statusCode() == 200 && Arrays.equals(alone.body(), body);
  }

  private void report(TestCluster cluster) throws Exception {
    for (NodeProcess node : cluster.nodes()) {
      URI uri = node.admin("/-/metrics");
      String metrics = new String(http.get(uri).body(), StandardCharsets.UTF_8);
      for (String name :
          List.of(
              "henge_hedges_total", "henge_hedges_won_total", "henge_read_repairs_done_total")) {
        Optional<String> line = metrics.lines().filter(text -> text.startsWith(name)).findFirst();
        Numbers.print("PausedPeerIT: port %d: %s", node.clientPort(), line.orElse(name + " -"));
      }
    }
  }
}
