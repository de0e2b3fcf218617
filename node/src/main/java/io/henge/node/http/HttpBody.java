package io.henge.node.http;

import io.henge.node.body.BodySource;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.OptionalLong;

/**
 * The body of a PUT: not asked for before somebody wants it, bounded, checked against the checksums
 * that came with it, and given up when the client sends too slowly or leaves.
 */
final class HttpBody implements BodySource {
  private final Exchange exchange;
  private final HttpServerRequest request;
  private final BodyChecks checks;
  private final long bytesMax;
  private final Context context = Vertx.currentContext();
  private final Promise<Void> end = Promise.promise();

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
    request.endHandler(last -> whole());
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
    if (ended) {
      return;
    }
    bytes += chunk.length();
    if (bytes > bytesMax) {
      fail(tooLarge(bytesMax));
      return;
    }
    checks.update(chunk);
    chunks.handle(chunk);
  }

  private void whole() {
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

  private static BlobFailure gone() {
    return BlobFailure.of(ErrorCode.BAD_REQUEST, "the client left before the body's end");
  }
}
