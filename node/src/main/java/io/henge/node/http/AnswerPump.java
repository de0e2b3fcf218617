package io.henge.node.http;

import io.henge.node.body.ExpectedBody;
import io.henge.node.failure.BlobFailure;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sends an answer's body as it comes from another node, as fast as the client takes it. When the
 * source fails, sends other bytes than it announced or says nothing for too long, the client gets
 * an error, or a reset once bytes have gone out. A client that takes nothing is the business of the
 * {@link SlowClientGuard}.
 */
final class AnswerPump {
  private static final long STALL_MILLIS = 30_000;

  private final Exchange exchange;
  private final HttpServerResponse response;
  private final ReadStream<?> source;
  private final Optional<ExpectedBody> expected;
  private final Function<Broken, BlobFailure> whenBroken;
  private final Runnable whenRead;
  private final Deadline patience;
  private boolean isBroken;

  /** Why there is no more of an answer. */
  enum Broken {
    /** The source failed, or said nothing for too long. */
    LOST,
    /** The bytes are not those that were expected. */
    OTHER_BYTES
  }

  /**
   * A pump for one answer.
   *
   * @param expected what the bytes must be, where that is known; other ones are a broken source
   * @param whenBroken what the client is told if nothing has gone out yet
   * @param whenRead runs after the source's last byte, before the answer ends
   */
  AnswerPump(
      Exchange exchange,
      ReadStream<?> source,
      Optional<ExpectedBody> expected,
      Function<Broken, BlobFailure> whenBroken,
      Runnable whenRead) {
    this.exchange = exchange;
    this.source = source;
    this.expected = expected;
    this.whenBroken = whenBroken;
    this.whenRead = whenRead;
    response = exchange.response();
    ContextInternal context = (ContextInternal) Vertx.currentContext();
    patience = new Deadline(context.nettyEventLoop(), () -> broken(Broken.LOST));
    exchange.whenOver(patience::close);
  }

  /** Begins; the answer's head is ready but not sent. */
  void start() {
    patience.within(STALL_MILLIS);
    source.exceptionHandler(failure -> broken(Broken.LOST));
    source.endHandler(end -> ended());
    source.handler(chunk -> pass((Buffer) chunk));
  }

  private void pass(Buffer chunk) {
    if (exchange.isOver() || isBroken) {
      return;
    }
    if (expected.isPresent() && !expected.get().take(chunk)) {
      broken(Broken.OTHER_BYTES);
      return;
    }
    response.write(chunk);
    if (response.writeQueueFull()) {
      source.pause();
      patience.off();
      response.drainHandler(
          drained -> {
            patience.within(STALL_MILLIS);
            source.resume();
          });
    } else {
      patience.within(STALL_MILLIS);
    }
  }

  private void ended() {
    patience.off();
    whenRead.run();
    // The end may come in the same turn as the bytes that broke it.
    if (!exchange.isOver() && !isBroken) {
      exchange.end();
    }
  }

  private void broken(Broken how) {
    if (!isBroken) {
      isBroken = true;
      patience.off();
      exchange.fail(whenBroken.apply(how));
    }
  }
}
