package io.henge.client.attempt;

import io.henge.client.ClientEvents;
import io.henge.client.cluster.RingView;
import io.henge.client.exchange.Answer;
import io.henge.client.exchange.Call;
import io.henge.client.exchange.Transport;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.wire.HengeHeaders;
import io.henge.ring.wire.SystemPaths;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Fetches the newest chain entry when one is missing, or when an answer shows that there is a newer
 * one: once at a time, and not again at once after a failure. Thread-safe.
 */
public final class RingRefresh {
  private static final int DOCUMENT_BYTES_MAX = 32 << 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int ASKED_MAX = 8;

  private final Vertx vertx;
  private final Transport transport;
  private final RingView ring;
  private final Limits limits;
  private final ClientEvents events;
  private Future<Void> running = Future.succeededFuture();
  private long notBefore = System.nanoTime();

  public RingRefresh(
      Vertx vertx, Transport transport, RingView ring, Limits limits, ClientEvents events) {
    this.vertx = vertx;
    this.transport = transport;
    this.ring = ring;
    this.limits = limits;
    this.events = events;
  }

  /** Looks at an answer for a newer entry's number. */
  void heard(Answer answer) {
    long number =
        answer
            .header(HengeHeaders.CHAIN)
            .filter(text -> text.matches("[0-9]{1,18}"))
            .map(Long::parseLong)
            .orElse(0L);
    if (number > ring.number() && ring.isLearning()) {
      begin(Optional.of(answer.call().node()));
    }
  }

  /** Fetches the first entry, if that has not been done. */
  void needed() {
    if (ring.number() == 0 && ring.isLearning()) {
      begin(Optional.empty());
    }
  }

  private void begin(Optional<Address> first) {
    Promise<Void> done = Promise.promise();
    synchronized (this) {
      if (!running.isComplete() || System.nanoTime() - notBefore < 0) {
        return;
      }
      running = done.future();
    }
    Deque<Address> order = new ArrayDeque<>(ring.anyone());
    first.ifPresent(order::addFirst);
    Context context = vertx.getOrCreateContext();
    context.runOnContext(turn -> ask(order, ASKED_MAX, done));
  }

  private void ask(Deque<Address> order, int left, Promise<Void> done) {
    if (order.isEmpty() || left == 0) {
      pause();
      events.ringUnknown("none of those that were asked has a chain entry");
      done.complete();
      return;
    }
    long known = ring.number();
    fetch(order.remove())
        .onComplete(
            fetched -> {
              if (ring.number() == known) {
                pause();
              }
              done.complete();
            },
            cause -> {
              events.ringUnknown(String.valueOf(cause.getMessage()));
              ask(order, left - 1, done);
            });
  }

  private synchronized void pause() {
    notBefore = System.nanoTime() + PAUSE_NANOS;
  }

  private Future<Void> fetch(Address node) {
    Call call =
        new Call(node, "GET", SystemPaths.RING, Map.of(), Optional.empty(), limits.attemptMillis());
    return transport
        .send(call, limits.stallMillis())
        .answer()
        .compose(this::document)
        .compose(json -> vertx.executeBlocking(() -> ChainEntry.parse(json), false))
        .map(
            entry -> {
              ring.learn(entry);
              return null;
            });
  }

  private Future<String> document(Answer answer) {
    if (answer.status() != 200) {
      return Refusal.of(answer, limits.stallMillis())
          .compose(refusal -> Future.failedFuture(refusal.rejected()));
    }
    return answer.bytes(DOCUMENT_BYTES_MAX, limits.stallMillis()).map(Object::toString);
  }
}
