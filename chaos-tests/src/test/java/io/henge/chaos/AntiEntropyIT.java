package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.cluster.Upkeep;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An owner gets what it missed although nobody remembers and nobody reads. */
class AntiEntropyIT {
  private static final int PARTITIONS = 64;
  private static final int KEYS = 200;
  private static final Duration EQUAL_WITHIN = Duration.ofMinutes(2);

  private final PlainHttp http = new PlainHttp();
  private final Upkeep upkeep = new Upkeep(http);

  @Test
  void writes_and_deletes_that_nobody_remembers_reach_the_owner_that_was_down(
      @TempDir Path directory) throws Exception {
    String[] options = {
      "--partitions", Integer.toString(PARTITIONS), "--anti-entropy-interval", "3s"
    };
    try (TestCluster cluster = TestCluster.start(directory, 3, options)) {
      for (int i = 0; i < KEYS; i++) {
        put(cluster.node(1 + i % 3), i, 1);
      }
      cluster.node(3).kill();
      for (int i = 0; i < KEYS; i++) {
        if (i % 4 == 0) {
          assertThat(http.delete(cluster.node(1).key(name(i))).statusCode()).isEqualTo(204);
        } else if (i % 4 == 1) {
          put(cluster.node(2), i, 2);
        }
      }
      // What is owed to the third is in the memory of these two.
      cluster.node(1).kill();
      cluster.node(2).kill();
      for (NodeProcess node : cluster.nodes()) {
        node.start();
      }
      for (NodeProcess node : cluster.nodes()) {
        cluster.awaitReady(node);
      }
      awaitEqual(cluster);
      long moved = upkeep.metric(cluster.node(3), "henge_anti_entropy_moved_bytes_total");
      Numbers.print("AntiEntropyIT: %d keys, %d bytes moved by node 3", KEYS / 2, moved);

      cluster.node(1).kill();
      cluster.node(2).kill();
      for (int i = 0; i < KEYS; i++) {
        verify(cluster.node(3), i);
      }
    }
  }

  private void awaitEqual(TestCluster cluster) {
    for (NodeProcess node : cluster.nodes()) {
      await()
          .atMost(EQUAL_WITHIN)
          .untilAsserted(() -> assertThat(upkeep.equalPartitions(node)).isEqualTo(PARTITIONS));
    }
  }

  /**
   * It answers from its own knowledge: the others are gone. Alone it shows what it has, and does
   * not say that something was deleted; that it shows it no more is what can be seen.
   */
  private void verify(NodeProcess alone, int number) throws Exception {
    HttpResponse<byte[]> read = http.get(alone.uri("/" + name(number) + "?r=1&timeout=2s"));
    if (number % 4 == 0) {
      assertThat(read.statusCode()).as(name(number)).isEqualTo(503);
    } else {
      assertThat(read.statusCode()).as(name(number)).isEqualTo(200);
      assertThat(Arrays.equals(read.body(), body(number, number % 4 == 1 ? 2 : 1))).isTrue();
    }
  }

  private void put(NodeProcess node, int number, int version) {
    HttpResponse<byte[]> answer = http.write(node.key(name(number)), body(number, version));
    assertThat(answer.statusCode()).isEqualTo(201);
  }

  private static String name(int number) {
    return "missed/" + number;
  }

  /** Every tenth is large enough to be a file. */
  private static byte[] body(int number, int version) {
    byte[] body = new byte[number % 10 == 1 ? 100_000 : 1_000];
    new SplittableRandom(number * 10L + version).nextBytes(body);
    return body;
  }
}
