package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions as clients of a real cluster see them: listed, fetched, replaced, retried. */
class SiblingsIT {
  private static final int RETRIED_PUTS = 1_000;

  private final PlainHttp http = new PlainHttp();

  @Test
  void two_writers_leave_two_versions_that_every_node_lists_and_gives(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 4)) {
      for (int size : new int[] {10, 200_000}) {
        String key = "siblings/" + size;
        byte[] one = Payloads.of(1, size);
        byte[] two = Payloads.of(2, size);
        String seen = context(http.write(cluster.node(1).key(key), Payloads.of(0, size)));
        String first = put(cluster.node(1), key, one, seen);
        String second = put(cluster.node(2), key, two, seen);
        for (NodeProcess node : cluster.nodes()) {
          assertThat(list(node, key).names()).containsExactlyInAnyOrder(first, second);
          verifyVersion(node, key, first, one);
          verifyVersion(node, key, second, two);
        }
        verifyEnd(cluster, key, first, size);
      }
    }
  }

  private void verifyVersion(NodeProcess node, String key, String name, byte[] body)
      throws Exception {
    String target = "/" + key + "?version=" + name;
    HttpResponse<byte[]> got = http.read(node.uri(target));
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(body);
    assertThat(header(got, "ETag")).isEqualTo("\"" + name + "\"");
    assertThat(header(got, "Henge-Siblings")).isEqualTo("2");
    HttpResponse<byte[]> part = http.get(node.uri(target), "Range", "bytes=2-5");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).containsExactly(body[2], body[3], body[4], body[5]);
    assertThat(http.get(node.uri(target), "If-None-Match", "\"" + name + "\"").statusCode())
        .isEqualTo(304);
    assertThat(http.get(node.uri(target), "If-Match", "\"other\"").statusCode()).isEqualTo(412);
  }

  private void verifyEnd(TestCluster cluster, String key, String first, int size) throws Exception {
    VersionList list = list(cluster.node(4), key);
    assertThat(list.names()).hasSize(2);
    byte[] both = Payloads.of(3, size);
    String last = put(cluster.node(3), key, both, list.context());
    for (NodeProcess node : cluster.nodes()) {
      assertThat(list(node, key).names()).containsExactly(last);
      assertThat(http.read(node.key(key)).body()).isEqualTo(both);
      HttpResponse<byte[]> gone = http.read(node.uri("/" + key + "?version=" + first));
      assertThat(gone.statusCode()).isEqualTo(404);
      assertThat(text(gone)).contains("not live any more");
    }
  }

  @Test
  void puts_that_are_retried_at_other_nodes_are_one_write_each(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      for (int i = 0; i < RETRIED_PUTS; i++) {
        String key = "retried/" + i % 50;
        byte[] body = Payloads.of(i, 100 + i);
        String id = "retry-" + i;
        NodeProcess one = cluster.node(1 + i % 3);
        NodeProcess two = cluster.node(1 + (i + 1) % 3);
        HttpResponse<byte[]> first = http.writeUnder(id, one.key(key), body);
        HttpResponse<byte[]> again = http.writeUnder(id, two.key(key), body);
        assertThat(first.statusCode()).as("%s", text(first)).isEqualTo(201);
        assertThat(again.statusCode()).as("%s", text(again)).isEqualTo(201);
        assertThat(header(again, "ETag")).as(id).isEqualTo(header(first, "ETag"));
        VersionList list = list(cluster.node(1 + (i + 2) % 3), key);
        assertThat(list.names()).as(id).containsExactly(header(first, "Henge-Version"));
      }
    }
  }

  @Test
  void one_survivor_shows_what_it_has_only_to_those_that_ask_for_it(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      NodeProcess alive = cluster.node(1);
      byte[] body = Payloads.of(1, 1_000);
      assertThat(http.put(alive.uri("/kept?w=all"), body).statusCode()).isEqualTo(201);
      cluster.node(2).kill();
      cluster.node(3).kill();
      HttpResponse<byte[]> sloppy = http.get(alive.uri("/kept?sloppy=true"));
      assertThat(sloppy.statusCode()).isEqualTo(200);
      assertThat(sloppy.body()).isEqualTo(body);
      assertThat(header(sloppy, "Henge-Degraded")).isEqualTo("true");
      assertThat(http.get(alive.uri("/kept")).statusCode()).isEqualTo(503);
      assertThat(http.get(alive.uri("/kept?repair=before")).statusCode()).isEqualTo(503);
      assertThat(http.get(alive.uri("/never?sloppy=true")).statusCode()).isEqualTo(503);
      HttpResponse<byte[]> write = http.put(alive.uri("/kept"), body);
      assertThat(write.statusCode()).isEqualTo(503);
      assertThat(text(write)).contains("\"maySurface\":false", "\"replicas\":[{");
      cluster.restart(2);
      HttpResponse<byte[]> repaired = http.read(alive.uri("/kept?repair=before"));
      assertThat(repaired.body()).isEqualTo(body);
    }
  }

  @Test
  void a_new_secret_leaves_the_contexts_of_the_old_one_valid(@TempDir Path directory)
      throws Exception {
    Path fresh = TestCluster.secret(directory.resolve("fresh"), "another secret for the cluster");
    String seen;
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      seen = context(http.write(cluster.node(1).key("kept"), Payloads.of(1, 10)));
      for (NodeProcess node : cluster.nodes()) {
        node.terminate();
        node.awaitExit();
      }
      List<NodeProcess> renewed =
          cluster.nodes().stream()
              .map(
                  node ->
                      new NodeProcess(
                          node.directory(),
                          node.settings()
                              .withSecret(fresh)
                              .with(
                                  "--previous-secret-file",
                                  directory.resolve("secret").toString())))
              .toList();
      try {
        renewed.forEach(NodeProcess::start);
        renewed.forEach(cluster::awaitReady);
        String next = put(renewed.get(1), "kept", Payloads.of(2, 10), seen);
        assertThat(list(renewed.get(2), "kept").names()).containsExactly(next);
      } finally {
        renewed.forEach(NodeProcess::close);
      }
    }
  }

  /** Writes with a context, and names the version. */
  private String put(NodeProcess node, String key, byte[] body, String context) throws Exception {
    HttpResponse<byte[]> answer =
        http.put(node.uri("/" + key + "?timeout=30s"), body, "Henge-Context", context);
    assertThat(answer.statusCode()).as("%s", text(answer)).isEqualTo(201);
    return header(answer, "Henge-Version");
  }

  private VersionList list(NodeProcess node, String key) {
    return VersionList.of(http, node, key);
  }

  private static String context(HttpResponse<byte[]> answer) {
    return header(answer, "Henge-Context");
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
