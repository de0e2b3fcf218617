package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.Fsck;
import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.cluster.Upkeep;
import io.henge.chaos.machine.DirectoryTree;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that lost its index is filled again, and then votes. */
class FillingIT {
  private static final int KEYS = 400;
  private static final Duration FILLED_WITHIN = Duration.ofMinutes(2);

  private final PlainHttp http = new PlainHttp();
  private final Upkeep upkeep = new Upkeep(http);

  @Test
  void a_node_that_lost_its_index_becomes_what_it_was(@TempDir Path directory) throws Exception {
    String[] options = {"--partitions", "64", "--anti-entropy-interval", "off"};
    try (TestCluster cluster = TestCluster.start(directory, 3, options)) {
      for (int i = 0; i < KEYS; i++) {
        put(cluster.node(1 + i % 3), i);
      }
      NodeProcess third = cluster.node(3);
      third.kill();
      DirectoryTree.delete(third.data().resolve("index"));
      cluster.node(2).kill();
      cluster.restart(3);

      // One of two donors is down, and the node must not speak for what only that one may know.
      await()
          .atMost(FILLED_WITHIN)
          .until(() -> upkeep.text(third, "/-/fill").contains("1 of 2 filled owners"));
      assertThat(upkeep.text(third, "/-/health/ready"))
          .contains("\"ready\":true", "0 of 64 partitions are filled,");
      assertThat(http.get(third.uri("/never/written?timeout=2s")).statusCode()).isEqualTo(503);

      cluster.restart(2);
      put(cluster.node(1), KEYS);
      await().atMost(FILLED_WITHIN).until(() -> upkeep.isFilled(third));
      assertThat(upkeep.text(third, "/-/fill")).contains("\"filled\":64", "\"skipped\":0");
      Numbers.print("FillingIT: %s", upkeep.text(third, "/-/fill").strip());

      cluster.node(1).kill();
      assertThat(http.read(third.uri("/never/written")).statusCode()).isEqualTo(404);
      cluster.node(2).kill();
      for (int i = 0; i <= KEYS; i++) {
        HttpResponse<byte[]> read = http.read(third.uri("/" + name(i) + "?r=1"));
        assertThat(read.statusCode()).as(name(i)).isEqualTo(200);
        assertThat(Arrays.equals(read.body(), body(i))).as(name(i)).isTrue();
      }
      third.kill();
      Fsck.requireClean(third.data());
    }
  }

  private void put(NodeProcess node, int number) {
    HttpResponse<byte[]> answer = http.write(node.key(name(number)), body(number));
    assertThat(answer.statusCode()).isEqualTo(201);
  }

  private static String name(int number) {
    return "filled/" + number;
  }

  /** Every tenth is large enough to be a file. */
  private static byte[] body(int number) {
    byte[] body = new byte[number % 10 == 0 ? 100_000 : 500];
    new SplittableRandom(number).nextBytes(body);
    return body;
  }
}
