package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.Explained;
import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import io.henge.chaos.cluster.Upkeep;
import io.henge.chaos.machine.DirectoryTree;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine loses its disk, and an operator lets it in again, on its old seat (rule C6). */
class ReplaceIT {
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final int KEYS = 200;

  private final PlainHttp http = new PlainHttp();

  @Test
  void a_node_that_lost_its_disk_takes_its_seat_again_and_the_old_disk_is_refused(
      @TempDir Path directory) throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      NodeProcess driver = cluster.node(1);
      NodeProcess lost = cluster.node(3);
      for (int i = 0; i < KEYS; i++) {
        assertThat(http.write(cluster.node(1 + i % 3).key("k-" + i), body(i)).statusCode())
            .isEqualTo(201);
      }
      lost.kill();
      Path kept = Files.move(lost.data(), directory.resolve("kept"));
      lost.start();
      await().atMost(WITHIN).until(() -> readiness(lost).contains("/-/ring/replace"));
      assertThat(lost.isReady()).isFalse();
      assertThat(Files.exists(lost.data().resolve("chain.json"))).isFalse();

      HttpResponse<byte[]> timid = replace(driver, lost, "");
      assertThat(timid.statusCode()).as(text(timid)).isEqualTo(409);
      assertThat(text(timid)).contains("accept-loss=true");
      HttpResponse<byte[]> replaced = replace(driver, lost, "&accept-loss=true");
      assertThat(replaced.statusCode()).as(text(replaced)).isEqualTo(200);
      assertThat(text(replaced)).contains("\"chain\":2", "\"digest\":\"");

      cluster.awaitReady(lost);
      assertThat(text(http.read(lost.uri("/-/ring")))).isEqualTo(ring(driver));
      for (int i = 0; i < KEYS; i++) {
        assertThat(http.read(lost.key("k-" + i)).body()).isEqualTo(body(i));
      }
      assertThat(http.write(lost.key("since"), body(-1)).statusCode()).isEqualTo(201);
      assertThat(http.read(cluster.node(2).key("since")).body()).isEqualTo(body(-1));
      assertThat(replace(driver, lost, "").statusCode()).isEqualTo(200);
      assertThat(replace(driver, cluster.node(2), "&accept-loss=true").statusCode()).isEqualTo(409);

      Upkeep upkeep = new Upkeep(http);
      await().atMost(WITHIN).until(() -> upkeep.isFilled(lost));
      for (int i = 0; i < KEYS; i++) {
        HttpResponse<byte[]> own = http.read(lost.uri("/k-" + i + "?r=1"));
        assertThat(own.body()).as("k-" + i).isEqualTo(body(i));
      }
      for (int i = 0; i < KEYS; i++) {
        Explained explained = Explained.of(http, driver, "k-" + i);
        assertThat(explained.isEqualAt(3)).as("%s", explained).isTrue();
      }

      lost.kill();
      Path fresh = Files.move(lost.data(), directory.resolve("fresh"));
      Files.move(kept, lost.data());
      lost.start();
      await()
          .atMost(WITHIN)
          .untilAsserted(() -> assertThat(lost.logText()).contains("refused by it: retired"));
      await().atMost(WITHIN).until(() -> readiness(lost).contains("no member's any more"));
      assertThat(http.get(lost.key("since")).statusCode()).isEqualTo(503);
      assertThat(http.read(driver.key("since")).body()).isEqualTo(body(-1));

      lost.kill();
      DirectoryTree.delete(lost.data());
      Files.move(fresh, lost.data());
      cluster.restart(3);
      assertThat(http.read(lost.key("since")).body()).isEqualTo(body(-1));
    }
  }

  private HttpResponse<byte[]> replace(NodeProcess driver, NodeProcess newcomer, String more)
      throws Exception {
    String query = "?seat=2&peer=" + newcomer.settings().peer() + more;
    return http.post(driver.admin("/-/ring/replace" + query));
  }

  private String ring(NodeProcess node) throws Exception {
    return text(http.read(node.uri("/-/ring")));
  }

  private String readiness(NodeProcess node) {
    try {
      return text(http.get(node.uri("/-/health/ready")));
    } catch (IOException starting) {
      return "";
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] body(int number) {
    return ("the blob of key " + number).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
