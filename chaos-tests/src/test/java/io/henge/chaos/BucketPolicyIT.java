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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies of buckets are set at one node and hold at all, whoever was down meanwhile. */
class BucketPolicyIT {
  private static final byte[] ONE = bytes("one");
  private static final byte[] TWO = bytes("two");
  private static final Duration LEARNS_MAX = Duration.ofSeconds(60);

  private final PlainHttp http = new PlainHttp();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void set(NodeProcess at, String bucket, String policy) throws Exception {
    HttpResponse<byte[]> answer = http.put(at.admin("/-/buckets/" + bucket), bytes(policy));
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private String policy(NodeProcess at, String bucket) throws Exception {
    return text(http.get(at.admin("/-/buckets/" + bucket)));
  }

  @Test
  void a_policy_set_at_one_node_holds_at_all_and_survives_a_restart_of_all(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      set(cluster.node(1), "once", "{\"conflict\":\"immutable\"}");
      assertThat(http.write(cluster.node(2).key("once/a"), ONE).statusCode()).isEqualTo(201);
      verifyWrittenOnce(cluster, "once/a");

      set(cluster.node(2), "last", "{\"conflict\":\"last-write-wins\",\"r\":2,\"w\":3}");
      verifyLastWriteWins(cluster);

      cluster.nodes().forEach(NodeProcess::kill);
      cluster.nodes().forEach(NodeProcess::start);
      cluster.nodes().forEach(cluster::awaitReady);
      for (NodeProcess node : cluster.nodes()) {
        assertThat(policy(node, "once")).contains("\"immutable\"", "\"chain\":3");
        assertThat(policy(node, "last")).contains("\"last-write-wins\"", "\"r\":2", "\"w\":3");
      }
      verifyWrittenOnce(cluster, "once/a");
      assertThat(http.delete(cluster.node(3).key("once/a")).statusCode()).isEqualTo(204);
      assertThat(http.write(cluster.node(1).key("once/a"), TWO).statusCode()).isEqualTo(201);
    }
  }

  private void verifyWrittenOnce(TestCluster cluster, String key) throws Exception {
    for (NodeProcess node : cluster.nodes()) {
      assertThat(http.write(node.key(key), TWO).statusCode()).isEqualTo(409);
      assertThat(http.read(node.key(key)).body()).isEqualTo(ONE);
    }
  }

  private void verifyLastWriteWins(TestCluster cluster) throws Exception {
    HttpResponse<byte[]> start = http.write(cluster.node(1).key("last/a"), bytes("start"));
    assertThat(start.headers().firstValue("Henge-Acks")).contains("3 of 3");
    String context = start.headers().firstValue("Henge-Context").orElseThrow();
    for (int writer = 1; writer <= 2; writer++) {
      URI key = cluster.node(writer).key("last/a");
      HttpResponse<byte[]> put = http.put(key, bytes("by " + writer), "Henge-Context", context);
      assertThat(put.statusCode()).isEqualTo(201);
    }
    for (NodeProcess node : cluster.nodes()) {
      HttpResponse<byte[]> read = http.read(node.key("last/a"));
      assertThat(text(read)).isEqualTo("by 2");
      assertThat(read.headers().firstValue("Henge-Siblings")).isEmpty();
    }
  }

  @Test
  void a_node_that_was_down_during_a_change_learns_of_it_when_it_is_back(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      NodeProcess away = cluster.node(3);
      away.kill();
      set(cluster.node(2), "once", "{\"conflict\":\"immutable\"}");
      set(cluster.node(1), "", "{\"conflict\":\"last-write-wins\"}");
      assertThat(http.write(cluster.node(1).key("once/a"), ONE).statusCode()).isEqualTo(201);
      cluster.restart(3);
      await()
          .atMost(LEARNS_MAX)
          .untilAsserted(
              () -> assertThat(policy(away, "")).contains("\"last-write-wins\"", "\"chain\":3"));
      assertThat(http.write(away.key("once/a"), TWO).statusCode()).isEqualTo(409);

      cluster.node(1).kill();
      away.kill();
      HttpResponse<byte[]> alone =
          http.put(cluster.node(2).admin("/-/buckets/once"), bytes("{\"conflict\":\"siblings\"}"));
      assertThat(alone.statusCode()).as(text(alone)).isEqualTo(503);
      assertThat(policy(cluster.node(2), "once")).contains("\"immutable\"");
    }
  }
}
