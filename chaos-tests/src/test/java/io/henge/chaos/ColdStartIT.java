package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that stop in order, and nodes that are all killed at once, come back with everything. */
class ColdStartIT {
  private static final int BLOBS = 30;
  private static final int DRAINED_BYTES = 1 << 20;
  private static final Duration WITHIN = Duration.ofSeconds(30);

  private final PlainHttp http = new PlainHttp();

  @Test
  void everything_is_there_after_all_nodes_were_killed(@TempDir Path directory) throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      for (int i = 0; i < BLOBS; i++) {
        NodeProcess node = cluster.node(1 + i % 3);
        assertThat(http.write(node.key("cold/" + i), body(i)).statusCode()).isEqualTo(201);
      }
      String digest = ringDigest(cluster.node(1));
      drain(cluster);
      cluster.nodes().forEach(NodeProcess::kill);
      for (int number : List.of(3, 1, 2)) {
        cluster.node(number).start();
      }
      cluster.nodes().forEach(cluster::awaitReady);
      for (NodeProcess node : cluster.nodes()) {
        assertThat(ringDigest(node)).isEqualTo(digest);
        for (int i = 0; i < BLOBS; i++) {
          assertThat(http.read(node.key("cold/" + i)).body()).isEqualTo(body(i));
        }
        assertThat(http.read(node.key("drained")).body()).isEqualTo(body(DRAINED_BYTES));
      }
    }
  }

  /** Node 1 is told to stop in the middle of an upload: the upload ends well, then the node. */
  private void drain(TestCluster cluster) throws Exception {
    NodeProcess node = cluster.node(1);
    byte[] body = body(DRAINED_BYTES);
    int half = body.length / 2;
    try (RawConnection connection = new RawConnection(node.clientPort())) {
      connection.head("PUT /drained HTTP/1.1", "Content-Length: " + body.length);
      connection.send(Arrays.copyOf(body, half));
      await().atMost(WITHIN).until(() -> !node.files("stage").isEmpty());
      node.terminate();
      await().atMost(WITHIN).until(() -> !node.isReady());
      connection.send(Arrays.copyOfRange(body, half, body.length));
      String status = connection.statusLine();
      assertThat(status).as(connection.rest() + node.logText()).startsWith("HTTP/1.1 201");
    }
    assertThat(node.awaitExit()).as(node.logText()).isZero();
    cluster.restart(1);
  }

  private static byte[] body(int number) {
    return Payloads.of(number, number == DRAINED_BYTES ? DRAINED_BYTES : number * 5_000);
  }

  private String ringDigest(NodeProcess node) throws Exception {
    HttpResponse<byte[]> ring = http.get(node.uri("/-/ring"));
    assertThat(ring.statusCode()).isEqualTo(200);
    return ring.headers().firstValue("ETag").orElseThrow();
  }
}
