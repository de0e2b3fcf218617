package io.henge.client.attempt;

import io.henge.client.UnavailableException;
import io.henge.client.exchange.Answer;
import io.henge.client.exchange.Call;
import io.henge.client.exchange.CallFailure;
import io.henge.client.exchange.Exchange;
import io.henge.ring.Address;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Gets the head of an answer to a read: from the first node of the route; from the next one as well
 * when that takes longer than reads mostly do; and from the others, after pauses, when nobody
 * answers. The first answer that says something of the blob wins, and the others are not looked at.
 *
 * <p>Belongs to one event loop.
 */
final class ReadRace {
  private final Around around;
  private final Deadline deadline;
  private final Supplier<List<Address>> route;
  private final BiFunction<Address, Long, Call> calls;
  private final Promise<Answer> won = Promise.promise();
  private final List<Exchange> running = new ArrayList<>();
  private List<Address> order = List.of();
  private int next;
  private int failures;
  private long hedgeTimer = -1;
  private boolean isHedged = true;
  private boolean isAskedLater;

  /**
   * A race that has not begun.
   *
   * @param route whom to ask, in that order; looked up again for each round
   * @param calls the request to a node, and how many milliseconds it may take
   */
  ReadRace(
      Around around,
      Deadline deadline,
      Supplier<List<Address>> route,
      BiFunction<Address, Long, Call> calls) {
    this.around = around;
    this.deadline = deadline;
    this.route = route;
    this.calls = calls;
  }

  /** Nobody waits for it any more. */
  void cancel() {
    if (won.tryFail(new CallFailure(CallFailure.Kind.CANCELLED, "not wanted any more"))) {
      around.vertx().cancelTimer(hedgeTimer);
      List.copyOf(running).forEach(Exchange::cancel);
    }
  }

  /** Asks one node at a time. */
  ReadRace unhedged() {
    isHedged = false;
    return this;
  }

  /** Completes with an answer; fails with {@link UnavailableException}. */
  Future<Answer> run() {
    around.retries().request();
    around.hedges().request();
    ask();
    armHedge();
    return won.future();
  }

  private void ask() {
    if (won.future().isComplete()) {
      return;
    }
    if (next >= order.size()) {
      order = route.get();
      next = 0;
    }
    Address node = order.get(next++);
    long millis = Math.max(1, Math.min(deadline.leftMillis(), around.limits().attemptMillis()));
    Exchange exchange =
        around.transport().send(calls.apply(node, millis), around.limits().stallMillis());
    long began = System.nanoTime();
    running.add(exchange);
    exchange
        .answer()
        .onComplete(answer -> answered(exchange, answer, began), cause -> failed(exchange, cause));
  }

  private void armHedge() {
    OptionalLong usual = around.latencies().quantile();
    if (usual.isPresent() && isHedged) {
      long millis = 1 + TimeUnit.NANOSECONDS.toMillis(usual.getAsLong());
      hedgeTimer = around.vertx().setTimer(millis, late -> hedge());
    }
  }

  private void hedge() {
    boolean isAlone = running.size() == 1 && next < order.size();
    if (!won.future().isComplete() && isAlone && around.hedges().takeExtra()) {
      around.events().hedged(running.get(0).call().method());
      ask();
    }
  }

  private void answered(Exchange exchange, Answer answer, long began) {
    running.remove(exchange);
    if (won.future().isComplete()) {
      answer.drop();
      return;
    }
    around.refresh().heard(answer);
    if (Refusal.isTemporary(answer.status())) {
      Refusal.of(answer, around.limits().stallMillis())
          .onSuccess(refusal -> again(refusal.rejected(), exchange));
      return;
    }
    if (isHedged) {
      around.latencies().add(System.nanoTime() - began);
    }
    won.complete(answer);
    around.vertx().cancelTimer(hedgeTimer);
    // The others go on by themselves: to cut them off costs their connections, and whoever stays
    // silent is known by that.
  }

  private void failed(Exchange exchange, Throwable cause) {
    running.remove(exchange);
    boolean isBusy = cause instanceof CallFailure failure && !failure.isTheNodes();
    again(
        new UnavailableException(
            isBusy ? "client-busy" : "no-answer", String.valueOf(cause.getMessage()), cause),
        exchange);
  }

  private void again(RuntimeException cause, Exchange exchange) {
    if (won.future().isComplete() || !running.isEmpty() || isAskedLater) {
      return;
    }
    failures++;
    long pause = Backoff.millis(failures);
    String method = exchange.call().method();
    if (deadline.leftMillis() <= pause) {
      won.tryFail(cause);
    } else if (!around.retries().takeExtra()) {
      around.events().retryRefused(method);
      won.tryFail(cause);
    } else {
      around.events().retried(method, String.valueOf(cause.getMessage()));
      later(pause);
    }
  }

  private void later(long pause) {
    isAskedLater = true;
    around
        .vertx()
        .setTimer(
            1 + pause,
            due -> {
              isAskedLater = false;
              ask();
            });
  }
}
