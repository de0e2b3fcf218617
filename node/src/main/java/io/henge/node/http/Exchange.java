package io.henge.node.http;

import io.henge.node.blob.FileBody;
import io.henge.node.failure.BlobFailure;
import io.henge.ring.wire.ErrorCode;
import io.henge.ring.wire.HengeHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.net.impl.VertxConnection;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer: the id that both carry, what becomes of a body that nobody wants, and
 * what is to happen when the exchange is over, however it ends. On the connection's event loop.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** A body that is not wanted is read away up to this size; a larger one costs the connection. */
  private static final long READ_AWAY_BYTES_MAX = 64 << 10;

  /** What all exchanges of a listener share. For one event loop. */
  record Surroundings(HttpMeters meters, RequestIds ids, HttpDates dates) {}

  private final Surroundings around;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final SlowClientGuard guard;
  private final long number;
  private final long startNanos = System.nanoTime();
  private final Optional<String> givenId;
  private final List<Runnable> whenOver = new ArrayList<>();

  private String requestId;
  private boolean bodyStarted;

  /** Set on the connection's loop, read by whoever works on the request. */
  private volatile boolean over;

  private long pieceBytes;
  private boolean resetHere;
  private boolean failedHere;
  private OptionalLong refusedRangeOf = OptionalLong.empty();

  Exchange(Surroundings around, HttpServerRequest request) {
    this.around = around;
    this.request = request;
    response = request.response();
    guard = SlowClientGuard.of(request.connection());
    number = guard.nextHandled();
    givenId = Optional.ofNullable(request.getHeader(HengeHeaders.REQUEST_ID));
    requestId = givenId.filter(RequestIds::isValid).orElseGet(around.ids::make);
    request.pause();
    request.exceptionHandler(gone -> {});
    response.endHandler(ended -> finish(true));
    response.closeHandler(closed -> finish(false));
    response.exceptionHandler(failed -> {});
  }

  HttpServerRequest request() {
    return request;
  }

  HttpServerResponse response() {
    return response;
  }

  MultiMap headers() {
    return request.headers();
  }

  SlowClientGuard guard() {
    return guard;
  }

  /** Which request of its connection this is. */
  long number() {
    return number;
  }

  String requestId() {
    return requestId;
  }

  /** The answer comes from another node, and with it the id under which that one logged it. */
  void adoptRequestId(String id) {
    requestId = id;
  }

  /**
   * The id that the client chose, if it did.
   *
   * @throws BlobFailure 400 when it cannot be one
   */
  Optional<String> givenRequestId() {
    if (givenId.isPresent() && !RequestIds.isValid(givenId.get())) {
      throw bad(HengeHeaders.REQUEST_ID + " is 1 to 128 printable ASCII characters, no spaces");
    }
    return givenId;
  }

  /** The length of the body in bytes; empty when it comes in chunks. */
  OptionalLong declaredLength() {
    OptionalLong content = contentLength();
    return content.isPresent() && hasTrailingSum()
        ? OptionalLong.of(Math.max(0, content.getAsLong() - TrailingSum.BYTES))
        : content;
  }

  /** Whether the content is a body and {@link TrailingSum its checksum}: among nodes alone. */
  boolean hasTrailingSum() {
    return headers().contains(HengeHeaders.PROXIED_BY)
        && headers().contains(HengeHeaders.TRAILING_CRC32C);
  }

  private OptionalLong contentLength() {
    if (request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return OptionalLong.empty();
    }
    String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
    return OptionalLong.of(length == null ? 0 : Long.parseLong(length));
  }

  boolean hasBody() {
    return contentLength().orElse(1) > 0;
  }

  boolean expectsContinue() {
    String expect = request.getHeader(HttpHeaderNames.EXPECT);
    return expect != null
        && expect.equalsIgnoreCase("100-continue")
        && request.version() == HttpVersion.HTTP_1_1;
  }

  /** Whether it changes a blob. */
  boolean isWrite() {
    return request.method().equals(HttpMethod.PUT) || request.method().equals(HttpMethod.DELETE);
  }

  /** Notes that somebody reads the body now. */
  void bodyStarts() {
    bodyStarted = true;
  }

  /** Whether the exchange is over, be it because the client left. */
  boolean isOver() {
    return over;
  }

  /** Runs when the exchange is over: at once if it is already. */
  void whenOver(Runnable action) {
    if (over) {
      action.run();
    } else {
      whenOver.add(action);
    }
  }

  /**
   * Answers with what a future brings. A value that comes too late, because the client has left, is
   * dropped.
   */
  <T> void answerWith(Future<T> coming, Consumer<T> answer, Consumer<T> dropped) {
    coming.onComplete(
        (value, failure) -> {
          if (failure != null) {
            fail(failure);
          } else if (over) {
            dropped.accept(value);
          } else {
            try {
              answer.accept(value);
            } catch (RuntimeException bug) {
              dropped.accept(value);
              fail(bug);
            }
          }
        });
  }

  /** Begins the answer: status, and the headers that every answer has. */
  HttpServerResponse answer(int status) {
    MultiMap headers = response.headers();
    headers.set(HengeHeaders.REQUEST_ID, requestId);
    headers.set(HttpHeaderNames.DATE, around.dates.now());
    if (mustClose()) {
      headers.set(HttpHeaderNames.CONNECTION, "close");
    }
    return response.setStatusCode(status);
  }

  /**
   * Sends a piece of an answer's body from the page cache to the socket; ends when the operating
   * system has taken it. Vert.x's {@code sendFile} is the end of an answer, so this asks its
   * connection for the step that it takes between head and end. The answer has to have a length.
   */
  Future<Void> write(FileBody piece) {
    if (over) {
      return Future.failedFuture(new ClosedChannelException());
    }
    if (!response.headWritten()) {
      response
          .writeHead()
          .onFailure(lost -> LOG.debug("the head of an answer: {}", lost.getMessage()));
    }
    VertxConnection connection = (VertxConnection) request.connection();
    PromiseInternal<Void> sent = connection.context().promise();
    connection.sendFile(piece.channel(), piece.offset(), piece.length()).addListener(sent);
    pieceBytes += piece.length();
    return sent.future();
  }

  /** The bytes of the answer's body that were handed to the connection. */
  long sentBytes() {
    return response.bytesWritten() + pieceBytes;
  }

  /** Ends an answer without body. */
  void end() {
    whenSent(response.end());
  }

  /** Ends an answer with all of its body. */
  void end(Buffer body) {
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length()));
      end();
    } else {
      whenSent(response.end(body));
    }
  }

  /** Sees to the rest of the request once the answer is sent, and resets when it cannot be. */
  void whenSent(Future<Void> sent) {
    if (!mustClose()) {
      readAway();
    }
    boolean close = mustClose();
    sent.onComplete(
        done -> {
          if (done.failed()) {
            // Vert.x tells of a lost connection only as long as the answer has not been begun.
            guard.reset();
            finish(false);
          } else if (close) {
            request.connection().close();
          }
        });
  }

  /**
   * Answers with a failure. When an answer has begun already, its client must not take what it has
   * for the whole: the connection is reset.
   */
  void fail(Throwable cause) {
    if (over) {
      return;
    }
    BlobFailure failure = ErrorResponses.asFailure(cause, requestId, isWrite());
    around.meters.error(failure.code());
    failedHere = failure.code().httpStatus() >= 500;
    if (response.headWritten()) {
      reset();
      return;
    }
    response.headers().clear();
    answer(failure.code().httpStatus());
    refusedRangeOf.ifPresent(
        size -> response.headers().set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + size));
    end(ErrorResponses.document(failure, requestId, response.headers()));
  }

  /** Notes the size of the blob of which an impossible range was asked for. */
  void refusedRangeOf(long sizeBytes) {
    refusedRangeOf = OptionalLong.of(sizeBytes);
  }

  /** Answers 405. */
  void methodNotAllowed(String allowed) {
    if (over) {
      return;
    }
    BlobFailure failure =
        BlobFailure.of(ErrorCode.METHOD_NOT_ALLOWED, "what can be done here: " + allowed);
    around.meters.error(failure.code());
    answer(failure.code().httpStatus()).putHeader("Allow", allowed);
    end(ErrorResponses.document(failure, requestId, response.headers()));
  }

  /** Ends the connection, so that the client sees that the answer is not whole. */
  void reset() {
    resetHere = true;
    guard.reset();
  }

  /**
   * Whether the rest of the request is in the way of a next one: a body that was begun but not read
   * to its end, one that is large, or one of which the client waits to be asked for.
   */
  private boolean mustClose() {
    if (!request.decoderResult().isSuccess()) {
      return true;
    }
    if (!hasBody() || guard.hasRead(number)) {
      return false;
    }
    return bodyStarted
        || expectsContinue()
        || contentLength().orElse(Long.MAX_VALUE) > READ_AWAY_BYTES_MAX;
  }

  private void readAway() {
    if (hasBody() && !guard.hasRead(number)) {
      guard.awaitBody(number, slow -> reset());
    }
    request.resume();
  }

  private void finish(boolean ended) {
    if (over) {
      return;
    }
    over = true;
    whenOver.forEach(Runnable::run);
    around.meters.bytes(request.bytesRead(), sentBytes());
    long nanos = System.nanoTime() - startNanos;
    if (ended) {
      around.meters.answered(request.method(), response.getStatusCode(), nanos);
    } else {
      around.meters.aborted(!resetHere);
    }
    AccessLog.write(this, ended, failedHere, nanos);
  }

  private static BlobFailure bad(String message) {
    return BlobFailure.of(ErrorCode.BAD_REQUEST, message);
  }
}
