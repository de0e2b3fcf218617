package io.henge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RequestLoopTest {
  @Test
  void in_an_open_loop_whoever_is_kept_waiting_by_a_stall_counts_it() {
    CountDownLatch many = new CountDownLatch(50);
    CompletableFuture<Void> stall = new CompletableFuture<>();
    RequestLoop loop =
        new RequestLoop(
            key -> {
              many.countDown();
              if (many.getCount() == 0) {
                stall.complete(null);
              }
              return stall;
            },
            10);
    RequestLoop.Round round = loop.open(100, 1);
    assertThat(round.failed()).isZero();
    assertThat(round.tookMicros().getTotalCount()).isGreaterThanOrEqualTo(50);
    assertThat(round.tookMicros().getMaxValue())
        .as("the first one waited for the fiftieth")
        .isGreaterThan(round.tookMicros().getMinValue());
  }

  @Test
  void in_a_closed_loop_only_so_many_are_under_way() {
    AtomicReference<CompletableFuture<Void>> underWay =
        new AtomicReference<>(CompletableFuture.completedFuture(null));
    RequestLoop loop =
        new RequestLoop(
            key -> {
              CompletableFuture<Void> next =
                  CompletableFuture.runAsync(
                      () -> {
                        throw new IllegalStateException("no");
                      });
              CompletableFuture<Void> before = underWay.getAndSet(next);
              assertThat(before).isDone();
              return next;
            },
            10);
    RequestLoop.Round round = loop.closed(1, 1);
    assertThat(round.failed()).isPositive();
    assertThat(round.tookMicros().getTotalCount()).isZero();
  }
}
