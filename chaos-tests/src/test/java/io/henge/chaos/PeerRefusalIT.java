package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that do not belong to the cluster, although they know its addresses. */
class PeerRefusalIT {
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final byte[] BODY = "a blob".getBytes(StandardCharsets.UTF_8);

  private final PlainHttp http = new PlainHttp();

  @Test
  void strangers_are_refused_by_name_and_never_ready(@TempDir Path directory) throws Exception {
    try (TestCluster cluster = TestCluster.start(directory, 3)) {
      NodeProcess member = cluster.node(3);
      member.kill();
      Path wrong = TestCluster.secret(directory.resolve("wrong"), "quite another secret");
      try (NodeProcess stranger =
          new NodeProcess(directory.resolve("stranger"), member.settings().withSecret(wrong))) {
        verifyRefused(stranger, "wrong secret");
      }
      String ownList = cluster.node(1).settings().peer() + "," + member.settings().peer();
      try (NodeProcess stranger =
          new NodeProcess(
              directory.resolve("elsewhere"), member.settings().withFounders(ownList))) {
        verifyRefused(stranger, "waiting for an operator to let it in");
      }
      assertThat(http.write(cluster.node(1).key("still-here"), BODY).statusCode()).isEqualTo(201);
      cluster.restart(3);
      assertThat(http.read(member.key("still-here")).body()).isEqualTo(BODY);
    }
  }

  private static void verifyRefused(NodeProcess stranger, String reason) {
    Pattern said = Pattern.compile(reason, Pattern.CASE_INSENSITIVE);
    stranger.start();
    await()
        .atMost(WITHIN)
        .untilAsserted(() -> assertThat(stranger.logText()).containsPattern(said));
    assertThat(stranger.isReady()).isFalse();
    assertThat(stranger.logText()).doesNotContain("quite another secret");
  }
}
