package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.PlainHttp;
import io.henge.chaos.cluster.TestCluster;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What an operator asks of a ring: nodes join and leave. */
final class RingChanges {
  private static final Duration WITHIN = Duration.ofMinutes(2);

  /** A million keys move for minutes; the tests have bounds of their own. */
  private static final Duration MOVED_WITHIN = Duration.ofMinutes(60);

  private final TestCluster cluster;
  private final PlainHttp http;

  RingChanges(TestCluster cluster, PlainHttp http) {
    this.cluster = cluster;
    this.http = http;
  }

  /** Starts these and lets them in, in one change that then goes on. */
  void beginJoin(NodeProcess driver, NodeProcess... joiners) {
    for (NodeProcess joiner : joiners) {
      joiner.start();
      awaitWaiting(joiner);
      post(driver, "stage?join=" + joiner.settings().peer());
    }
    post(driver, "apply");
  }

  /** Waits until the change has ended and these are ready. */
  void endJoin(NodeProcess driver, NodeProcess... joiners) {
    awaitDone(driver);
    for (NodeProcess joiner : joiners) {
      cluster.awaitReady(joiner);
    }
  }

  /** Begins a change without that member. */
  void beginLeave(NodeProcess driver, NodeProcess leaver) {
    post(driver, "leave?seat=" + RingSeen.at(http, driver).seatOf(leaver));
  }

  /** Waits until a node that was just started wants to be let in. */
  void awaitWaiting(NodeProcess node) {
    await().atMost(WITHIN).until(() -> isWaiting(node));
  }

  private boolean isWaiting(NodeProcess node) {
    try {
      return text(http.get(node.uri("/-/health/ready"))).contains("/-/ring/join");
    } catch (IOException starting) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until both the old and the new owners are written to. */
  void awaitDual(NodeProcess at) {
    await().atMost(WITHIN).until(() -> progress(at).contains("\"phase\":\"dual\""));
  }

  /** Waits until the change has ended. */
  void awaitDone(NodeProcess at) {
    await().atMost(MOVED_WITHIN).until(() -> progress(at).contains("\"done\":true"));
  }

  private String progress(NodeProcess at) throws IOException, InterruptedException {
    return text(http.get(at.admin("/-/ring/progress")));
  }

  /** Asks for something, again until it is granted. */
  void post(NodeProcess at, String what) {
    await()
        .atMost(WITHIN)
        .untilAsserted(
            () -> {
              HttpResponse<byte[]> answer = http.post(at.admin("/-/ring/" + what));
              assertThat(answer.statusCode()).as("%s: %s", what, text(answer)).isEqualTo(200);
            });
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
