package io.henge.client.attempt;

import io.henge.client.UnavailableException;
import io.henge.client.exchange.Answer;
import io.henge.client.exchange.CallFailure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * What requests of all kinds have in common: they run on one event loop, end once, and end when
 * their caller's time is up or the caller gives them up.
 *
 * @param <T> what comes of it
 */
abstract class Request<T> {
  private final Around around;
  private final Deadline deadline;
  private final Promise<T> done = Promise.promise();

  Request(Around around, Deadline deadline) {
    this.around = around;
    this.deadline = deadline;
  }

  /** Begins on an event loop of its own, or of the caller if it has one. */
  final CompletableFuture<T> begin() {
    CompletableFuture<T> result = new CompletableFuture<>();
    Context context = around.vertx().getOrCreateContext();
    Live live =
        new Live(
            result,
            () -> context.runOnContext(turn -> stop(over("client-closed", "it was closed"))));
    around.live().add(live);
    context.runOnContext(
        turn -> {
          around.refresh().needed();
          Optional<Long> timer = deadline.allMillis().map(this::timer);
          done.future()
              .onComplete(
                  ended -> {
                    timer.ifPresent(around.vertx()::cancelTimer);
                    around.live().remove(live);
                    complete(result, ended.succeeded() ? ended.result() : null, ended.cause());
                  });
          try {
            start();
          } catch (RuntimeException failed) {
            stop(failed);
          }
        });
    Ends.onCancellation(
        result, () -> context.runOnContext(turn -> stop(new CancellationException())));
    return result;
  }

  private long timer(long millis) {
    return around
        .vertx()
        .setTimer(
            Math.max(1, millis),
            late -> stop(over("timeout", "the time that was allowed for it is up")));
  }

  private static <T> void complete(CompletableFuture<T> result, T value, Throwable cause) {
    if (cause == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(cause);
    }
  }

  /** What it fails with when it is ended from outside. */
  RuntimeException over(String code, String message) {
    return new UnavailableException(code, message, null);
  }

  /** Begins to work; on the event loop. */
  abstract void start();

  /** It has failed for that reason: gives up what is still under way. */
  abstract void giveUp(Throwable cause);

  /** An answer broke off, or makes no sense: begins once more, if that may be. */
  final void repeat(Answer answer, Throwable cause) {
    around.transport().lostWithBody(answer.call(), cause);
    boolean mayRepeat =
        !isOver()
            && cause instanceof CallFailure
            && deadline.leftMillis() > 0
            && around.retries().takeExtra();
    if (mayRepeat) {
      around.events().retried(answer.call().method(), String.valueOf(cause.getMessage()));
      around.vertx().setTimer(1 + Backoff.millis(2), due -> start());
    } else {
      stop(new UnavailableException("no-answer", String.valueOf(cause.getMessage()), cause));
    }
  }

  final void stop(Throwable cause) {
    if (done.tryFail(cause)) {
      giveUp(cause);
    }
  }

  final void succeed(T value) {
    done.tryComplete(value);
  }

  final boolean isOver() {
    return done.future().isComplete();
  }

  final Around around() {
    return around;
  }

  final Deadline deadline() {
    return deadline;
  }

  /** Goes on with what the future brings, or fails the request with whatever it fails with. */
  final <V> void orStop(Future<V> future, Handler<V> step) {
    future.onComplete(step, this::stop);
  }
}
