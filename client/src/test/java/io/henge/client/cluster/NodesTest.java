package io.henge.client.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.henge.client.ClientEvents;
import io.henge.ring.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NodesTest {
  private static final Address A = new Address("10.0.0.1", 7401);
  private static final Address B = new Address("10.0.0.2", 7401);
  private static final Address C = new Address("10.0.0.3", 7401);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> told = new ArrayList<>();
  private final List<Address> probed = new ArrayList<>();
  private final Nodes nodes =
      new Nodes(
          now::get,
          new ClientEvents() {
            @Override
            public void suspected(String node, String reason) {
              told.add("suspected " + node);
            }

            @Override
            public void recovered(String node) {
              told.add("recovered " + node);
            }
          });

  private void pass(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void who_does_not_answer_is_last_until_it_answers() {
    nodes.failed(A, "broken");
    nodes.failed(A, "broken");
    assertThat(nodes.trustedFirst(List.of(A, B, C))).containsExactly(B, C, A);
    nodes.failed(C, "broken");
    assertThat(nodes.trustedFirst(List.of(A, B, C))).containsExactly(B, A, C);
    nodes.answered(A);
    assertThat(nodes.trustedFirst(List.of(A, B, C))).containsExactly(A, B, C);
    assertThat(told).containsExactly("suspected " + A, "suspected " + C, "recovered " + A);
  }

  @Test
  void it_is_looked_after_in_pauses_that_double() {
    nodes.probedBy(probed::add);
    nodes.failed(A, "broken");
    int seen = 0;
    for (long pause : new long[] {250, 500, 1_000, 2_000, 4_000, 4_000}) {
      pass(pause - 1);
      assertThat(nodes.trustedFirst(List.of(A, B))).containsExactly(B, A);
      assertThat(probed).hasSize(seen);
      pass(1);
      nodes.trustedFirst(List.of(A, B));
      nodes.trustedFirst(List.of(A, B));
      assertThat(probed).hasSize(++seen).containsOnly(A);
    }
  }

  @Test
  void one_that_is_there_only_when_it_is_looked_after_is_looked_after_less_and_less() {
    nodes.probedBy(probed::add);
    for (int i = 0; i < 4; i++) {
      nodes.failed(A, "silent");
      nodes.answered(A);
    }
    nodes.failed(A, "silent");
    pass(3_999);
    nodes.trustedFirst(List.of(A, B));
    assertThat(probed).isEmpty();
    pass(1);
    nodes.trustedFirst(List.of(A, B));
    assertThat(probed).containsExactly(A);
    nodes.answered(A);
    pass(20_000);
    nodes.failed(A, "once more, much later");
    pass(250);
    nodes.trustedFirst(List.of(A, B));
    assertThat(probed).hasSize(2);
  }
}
