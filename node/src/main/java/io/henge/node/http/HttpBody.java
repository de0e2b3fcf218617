package io.henge.node.http;

import io.henge.node.body.BodySource;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a PUT: not asked for before somebody wants it, bounded, checked against the checksums
 * that came with it, also that of a node that passes it on, and given up when the client sends too
 * slowly or leaves.
 */
final class HttpBody implements BodySource {
  private static final Logger LOG = LoggerFactory.getLogger(HttpBody.class);

  private final Exchange exchange;
  private final HttpServerRequest request;
  private final BodyChecks checks;
  private final long bytesMax;
  private final Context context = Vertx.currentContext();
  private final Promise<Void> end = Promise.promise();
  private final Optional<TrailingSum> trailing;

  private boolean started;
  private boolean ended;
  private long bytes;

  /**
   * The body of an exchange.
   *
   * @param checks what the client says of it
   * @param bytesMax more is 413
   */
  HttpBody(Exchange exchange, BodyChecks checks, long bytesMax) {
    this.exchange = exchange;
    this.request = exchange.request();
    this.checks = checks;
    this.bytesMax = bytesMax;
    trailing = exchange.hasTrailingSum() ? Optional.of(new TrailingSum()) : Optional.empty();
  }

  @Override
  public OptionalLong declaredLength() {
    return exchange.declaredLength();
  }

  @Override
  public boolean isAbandoned() {
    return exchange.isOver();
  }

  @Override
  public Context context() {
    return context;
  }

  /** Whether somebody has asked for it. */
  boolean isStarted() {
    return started;
  }

  @Override
  public Future<Void> start(Handler<Buffer> chunks) {
    if (started) {
      throw new IllegalStateException("a body is read once");
    }
    started = true;
    exchange.bodyStarts();
    exchange.whenOver(() -> fail(gone()));
    if (ended) {
      return end.future();
    }
    request.handler(chunk -> take(chunk, chunks));
    request.endHandler(last -> whole(chunks));
    request.exceptionHandler(broken -> fail(gone()));
    if (exchange.expectsContinue()) {
      exchange.response().writeContinue();
    }
    exchange.guard().awaitBody(exchange.number(), this::fail);
    if (!ended) {
      request.resume();
    }
    return end.future();
  }

  @Override
  public void pause() {
    if (!ended) {
      exchange.guard().stopBodyClock();
      request.pause();
    }
  }

  @Override
  public void resume() {
    if (!ended) {
      exchange.guard().runBodyClock();
      request.resume();
    }
  }

  private void take(Buffer chunk, Handler<Buffer> chunks) {
    if (!ended && trailing.isPresent()) {
      trailing.get().take(chunk, sure -> pass(sure, chunks));
    } else if (!ended) {
      pass(chunk, chunks);
    }
  }

  private void pass(Buffer chunk, Handler<Buffer> chunks) {
    bytes += chunk.length();
    if (bytes > bytesMax) {
      fail(tooLarge(bytesMax));
      return;
    }
    checks.update(chunk);
    chunks.handle(chunk);
  }

  private void whole(Handler<Buffer> chunks) {
    if (ended) {
      return;
    }
    if (trailing.isPresent() && !trailing.get().end(rest -> pass(rest, chunks))) {
      LOG.warn("a body changed on its way from node {}", passedOnBy());
      fail(changed());
    }
    if (ended) {
      return;
    }
    try {
      checks.verify();
    } catch (BlobFailure mismatch) {
      fail(mismatch);
      return;
    }
    ended = true;
    exchange.guard().bodyEnded();
    end.complete();
  }

  private void fail(BlobFailure failure) {
    if (!ended) {
      ended = true;
      exchange.guard().bodyEnded();
      request.pause();
      end.fail(failure);
    }
  }

  /** A body over the limit. */
  static BlobFailure tooLarge(long bytesMax) {
    return BlobFailure.of(ErrorCode.TOO_LARGE, "a blob has at most " + bytesMax + " bytes");
  }

  private String passedOnBy() {
    return LogText.of(exchange.headers().get(HengeHeaders.PROXIED_BY));
  }

  private static BlobFailure changed() {
    return BlobFailure.quorum(
        ErrorCode.UNAVAILABLE,
        "the body changed on its way between two nodes; nothing is stored",
        false,
        List.of());
  }

  private static BlobFailure gone() {
    return BlobFailure.of(ErrorCode.BAD_REQUEST, "the client left before the body's end");
  }
}
