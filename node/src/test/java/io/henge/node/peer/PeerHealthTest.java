package io.henge.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.henge.ring.Address;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PeerHealthTest {
  private static final NodeId NODE = new NodeId(1);
  private static final Address ADDRESS = new Address("127.0.0.1", 7501);

  private final PeerHealth health = new PeerHealth();

  @Test
  void who_was_never_tried_is_not_suspected_whatever_the_discovery_layer_thinks() {
    health.hint(NODE, false);
    assertThat(health.suspected(NODE)).isFalse();
  }

  @Test
  void two_failures_in_a_row_are_suspicious_and_one_is_not() {
    health.broke(NODE, ADDRESS);
    assertThat(health.suspected(NODE)).isFalse();
    health.answered(NODE, ADDRESS);
    health.notConnected(NODE, ADDRESS, false);
    assertThat(health.suspected(NODE)).isFalse();
    health.broke(NODE, ADDRESS);
    assertThat(health.suspected(NODE)).isTrue();
  }

  @Test
  void a_refused_connection_or_a_timeout_is_enough() {
    health.notConnected(NODE, ADDRESS, true);
    assertThat(health.suspected(NODE)).isTrue();
    health.answered(NODE, ADDRESS);
    health.timedOut(NODE, ADDRESS);
    assertThat(health.suspected(NODE)).isTrue();
  }

  @Test
  void silence_is_enough_and_the_suspected_are_counted() {
    NodeId other = new NodeId(2);
    health.answered(NODE, ADDRESS);
    health.answered(other, ADDRESS);
    assertThat(health.suspectedCount()).isZero();
    health.silent(NODE, ADDRESS);
    health.silent(NODE, ADDRESS);
    assertThat(health.suspected(NODE)).isTrue();
    assertThat(health.suspected(other)).isFalse();
    assertThat(health.suspectedCount()).isEqualTo(1);
  }

  @Test
  void who_is_a_member_no_more_is_forgotten_and_not_asked_again() {
    Vertx vertx = Vertx.vertx();
    try {
      NodeId former = new NodeId(2);
      AtomicBoolean isMember = new AtomicBoolean(true);
      List<NodeId> asked = new CopyOnWriteArrayList<>();
      health.timedOut(NODE, ADDRESS);
      health.timedOut(former, ADDRESS);
      health.start(
          vertx,
          node -> node.equals(NODE) || isMember.get(),
          (node, address, timeoutMillis) -> {
            asked.add(node);
            return Future.failedFuture("nobody is there");
          });
      await().until(() -> asked.contains(former));
      isMember.set(false);
      await().until(() -> !health.suspected(former));
      asked.clear();
      await().until(() -> asked.size() > 1);
      assertThat(asked).containsOnly(NODE);
      assertThat(health.suspectedCount()).isEqualTo(1);
    } finally {
      PeerNode.await(vertx.close());
    }
  }

  @Test
  void any_answer_ends_the_suspicion() {
    health.timedOut(NODE, ADDRESS);
    health.answered(NODE, ADDRESS);
    assertThat(health.suspected(NODE)).isFalse();
  }

  @Test
  void a_peer_that_the_discovery_layer_lost_is_suspected_until_it_answers() {
    health.answered(NODE, ADDRESS);
    health.hint(NODE, false);
    assertThat(health.suspected(NODE)).isTrue();
    health.hint(NODE, true);
    assertThat(health.suspected(NODE)).isTrue();
    health.answered(NODE, ADDRESS);
    assertThat(health.suspected(NODE)).isFalse();
  }
}
