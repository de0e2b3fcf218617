package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered when too few owners are there, and by nodes that own nothing of a key. */
class QuorumIT {
  private static final byte[] BODY = "a blob".getBytes(StandardCharsets.UTF_8);

  private final PlainHttp http = new PlainHttp();

  @Test
  void two_of_three_dead_means_503_with_reasons_until_they_return(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      NodeProcess alive = cluster.node(1);
      assertThat(http.write(alive.key("before"), BODY).statusCode()).isEqualTo(201);
      cluster.node(2).kill();
      cluster.node(3).kill();
      verifyNoQuorum(http.put(alive.key("during"), BODY));
      verifyNoQuorum(http.get(alive.key("never-written")));
      verifyDegradedOrNoQuorum(http.get(alive.key("before")));
      cluster.restart(2);
      cluster.restart(3);
      for (NodeProcess node : cluster.nodes()) {
        assertThat(http.read(node.key("before")).body()).isEqualTo(BODY);
        assertThat(http.read(node.key("never-written")).statusCode()).isEqualTo(404);
        assertThat(http.write(node.key("after"), BODY).statusCode()).isEqualTo(201);
        assertThat(http.read(node.key("after")).body()).isEqualTo(BODY);
      }
      verifyBounds(alive);
    }
  }

  private void verifyBounds(NodeProcess node) throws Exception {
    assertThat(http.put(node.uri("/bounds?w=4"), BODY).statusCode()).isEqualTo(400);
    assertThat(http.put(node.uri("/bounds?w=0"), BODY).statusCode()).isEqualTo(400);
    assertThat(http.get(node.uri("/bounds?r=4")).statusCode()).isEqualTo(400);
    assertThat(http.read(node.uri("/bounds")).statusCode()).isEqualTo(404);
    HttpResponse<byte[]> all = http.put(node.uri("/bounds?w=all"), BODY);
    assertThat(all.statusCode()).isEqualTo(201);
    assertThat(all.headers().firstValue("Henge-Acks")).contains("3 of 3");
  }

  private static void verifyNoQuorum(HttpResponse<byte[]> answer) {
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(text).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(text.replaceAll("\\s", ""))
        .contains("\"code\":\"quorum-not-reached\"", "\"requestId\":\"", "\"replicas\":[{")
        .containsPattern("(\"seat\":[0-9]+.*\"reason\":\"[a-z_-]+\".*){2}");
  }

  private static void verifyDegradedOrNoQuorum(HttpResponse<byte[]> answer) {
    if (answer.statusCode() == 200) {
      assertThat(answer.headers().firstValue("Henge-Degraded")).isPresent();
      assertThat(answer.body()).isEqualTo(BODY);
    } else {
      verifyNoQuorum(answer);
    }
  }

  @Test
  void any_of_five_nodes_serves_any_key_and_redirects_on_request(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 5)) {
      for (int i = 0; i < 10; i++) {
        String key = "five/" + i;
        List<NodeProcess> others = notOwners(cluster, key);
        assertThat(others).as("nodes that do not own " + key).hasSize(2);
        byte[] body = Payloads.of(i, 10_000 * i);
        HttpResponse<byte[]> put = http.write(others.get(0).key(key), body);
        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(put.headers().firstValue("Henge-Acks")).isPresent();
        for (NodeProcess node : cluster.nodes()) {
          assertThat(http.read(node.key(key)).body()).isEqualTo(body);
        }
        verifyRedirects(others.get(1), key, body);
      }
    }
  }

  /** Those that send a reader elsewhere. */
  private List<NodeProcess> notOwners(TestCluster cluster, String key) throws Exception {
    List<NodeProcess> others = new ArrayList<>();
    for (NodeProcess node : cluster.nodes()) {
      int status = http.read(node.uri("/" + key + "?redirect")).statusCode();
      assertThat(status).isIn(302, 404);
      if (status == 302) {
        others.add(node);
      }
    }
    return others;
  }

  private void verifyRedirects(NodeProcess notOwner, String key, byte[] body) throws Exception {
    HttpResponse<byte[]> get = http.get(notOwner.uri("/" + key + "?redirect"));
    assertThat(get.statusCode()).isEqualTo(302);
    assertThat(http.read(location(get)).body()).isEqualTo(body);
    HttpResponse<byte[]> put = http.put(notOwner.uri("/" + key + "?redirect"), BODY);
    assertThat(put.statusCode()).isEqualTo(307);
    assertThat(http.read(notOwner.key(key)).body()).as("nothing is stored yet").isEqualTo(body);
    assertThat(http.write(location(put), BODY).statusCode()).isEqualTo(201);
    assertThat(http.read(notOwner.key(key)).body()).isEqualTo(BODY);
    assertThat(http.delete(notOwner.key(key)).statusCode()).isEqualTo(204);
    assertThat(http.read(notOwner.key(key)).statusCode()).isIn(404, 410);
  }

  private static URI location(HttpResponse<byte[]> answer) {
    return URI.create(answer.headers().firstValue("Location").orElseThrow());
  }
}
