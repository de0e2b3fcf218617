package io.henge.node.http;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.wire.ErrorCode;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is not HTTP, or too much of it; the connection is closed after the answer. */
final class InvalidRequests implements Handler<HttpServerRequest> {
  private final Exchange.Surroundings around;

  InvalidRequests(Exchange.Surroundings around) {
    this.around = around;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Exchange exchange = new Exchange(around, request);
    Throwable cause = request.decoderResult().cause();
    exchange.fail(
        cause instanceof TooLongFrameException
            ? BlobFailure.of(
                ErrorCode.HEADERS_TOO_LARGE, "the request line or the headers are too long")
            : BlobFailure.of(ErrorCode.BAD_REQUEST, "not a well-formed HTTP/1.1 request"));
  }
}
