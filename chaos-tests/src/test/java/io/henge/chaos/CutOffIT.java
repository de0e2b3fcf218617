package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.chaos.cluster.Explained;
import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.machine.Grudge;
import io.henge.chaos.machine.Networks;
import io.henge.chaos.machine.Ports;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three of five nodes and the two others cannot reach each other, and both sides are written to.
 */
class CutOffIT {
  private static final int NODES = 5;
  private static final int REPLICAS = 3;
  private static final int KEYS = Numbers.of("henge.cutOffKeys", 30);

  private final PlainHttp http = new PlainHttp();

  @Test
  void when_the_cut_is_healed_all_owners_are_equal_and_both_sides_writes_are_there(
      @TempDir Path directory) throws Exception {
    if (Reduced.isNetworkless("CutOffIT")) {
      return;
    }
    try (Networks networks = Networks.make(NODES);
        TestCluster cluster = TestCluster.at(networks.places(), directory)) {
      both(cluster, "before");
      deletable(cluster);
      networks.block(Grudge.split(Set.of(1, 2, 3), NODES), Ports.ALL);
      for (int i = 0; i < KEYS; i++) {
        put(cluster.node(1 + i % 3), "many/" + i, "many " + i);
        put(cluster.node(4 + i % 2), "few/" + i, "few " + i);
        put(cluster.node(1 + i % 3), "both/" + i, "both, by many " + i);
        put(cluster.node(4 + i % 2), "both/" + i, "both, by few " + i);
        delete(cluster.node(1 + i % 3), "deleted/" + i);
      }
      networks.heal();
      long healed = System.nanoTime();
      awaitEqual(cluster);
      Numbers.print(
          "CutOffIT: %d keys on 5 nodes equal %.1f s after the cut was healed",
          5 * KEYS, (System.nanoTime() - healed) / 1e9);
      for (NodeProcess node : cluster.nodes()) {
        requireAll(node);
      }
    }
  }

  private void both(TestCluster cluster, String text) {
    for (int i = 0; i < KEYS; i++) {
      put(cluster.node(1 + i % 5), "both/" + i, text);
    }
  }

  private void deletable(TestCluster cluster) {
    for (int i = 0; i < KEYS; i++) {
      put(cluster.node(1 + i % 5), "deleted/" + i, "to be deleted");
    }
  }

  private void put(NodeProcess node, String key, String text) {
    HttpResponse<byte[]> answer = http.write(node.key(key), text.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(key).isEqualTo(201);
  }

  private void delete(NodeProcess node, String key) {
    assertThat(http.remove(node.key(key)).statusCode()).as(key).isEqualTo(204);
  }

  private void awaitEqual(TestCluster cluster) {
    List<String> keys =
        Stream.of("many/", "few/", "both/", "deleted/")
            .flatMap(prefix -> IntStream.range(0, KEYS).mapToObj(i -> prefix + i))
            .toList();
    Explained.awaitEqual(http, cluster.node(1), keys, REPLICAS);
  }

  private void requireAll(NodeProcess node) {
    for (int i = 0; i < KEYS; i++) {
      assertThat(text(node, "many/" + i)).isEqualTo("many " + i);
      assertThat(text(node, "few/" + i)).isEqualTo("few " + i);
      assertThat(http.read(node.key("deleted/" + i)).statusCode()).isEqualTo(410);
      VersionList versions = VersionList.of(http, node, "both/" + i);
      Set<String> texts = new HashSet<>();
      for (String version : versions.names()) {
        texts.add(text(node, "both/" + i + "?version=" + version));
      }
      assertThat(texts).containsExactlyInAnyOrder("both, by many " + i, "both, by few " + i);
    }
  }

  private String text(NodeProcess node, String pathAndQuery) {
    HttpResponse<byte[]> answer = http.read(node.uri("/" + pathAndQuery));
    assertThat(answer.statusCode()).as(pathAndQuery).isEqualTo(200);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
