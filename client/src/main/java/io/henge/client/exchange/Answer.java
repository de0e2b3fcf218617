package io.henge.client.exchange;

import io.henge.client.exchange.CallFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The head of a node's answer, and its body, which waits until it is asked for. Must be used up or
 * {@linkplain #drop dropped}. Belongs to one event loop.
 */
public final class Answer {
  /** The most bytes that are held for a slow taker; the node is slowed down beyond. */
  private static final long HELD_BYTES_MAX = 1L << 20;

  private static final long READ_OVER_BYTES_MAX = 64 << 10;

  private final Call call;
  private final HttpClientResponse response;
  private final Vertx vertx;
  private final boolean isKept;

  /**
   * A head that has come.
   *
   * @param isKept whether the connection is of use for others when the body has been read
   */
  Answer(Call call, HttpClientResponse response, Vertx vertx, boolean isKept) {
    this.isKept = isKept;
    this.call = call;
    this.response = response;
    this.vertx = vertx;
    response.pause();
    // Until somebody asks for the body, nobody needs to hear that it broke off.
    response.exceptionHandler(unheard -> {});
  }

  /** What was asked. */
  public Call call() {
    return call;
  }

  /** The HTTP status. */
  public int status() {
    return response.statusCode();
  }

  /** A header's value, the first one. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(response.getHeader(name));
  }

  /** All headers. */
  public Iterable<Map.Entry<String, String>> headers() {
    return response.headers();
  }

  /** The length of the body; empty when the node does not say. */
  public OptionalLong length() {
    String text = response.getHeader("Content-Length");
    boolean isNumber = text != null && text.matches("[0-9]{1,18}");
    return isNumber ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  /** Gives up the rest: a short one is read over, for a long one the connection is given up. */
  public void drop() {
    boolean hasNone = call.method().equals("HEAD") || status() == 204 || status() == 304;
    boolean isShort = hasNone || length().orElse(Long.MAX_VALUE) <= READ_OVER_BYTES_MAX;
    if (isKept && isShort) {
      response.handler(piece -> {});
      response.resume();
    } else {
      response.request().reset();
    }
  }

  /** All of a short body; fails when it has more than {@code max} bytes or does not come. */
  public Future<Buffer> bytes(int max, long stallMillis) {
    Buffer all = Buffer.buffer();
    return pump(
            piece -> {
              if (all.length() + piece.length() > max) {
                return Future.failedFuture(
                    new CallFailure(Kind.MALFORMED, "more than " + max + " bytes"));
              }
              all.appendBuffer(piece);
              return Future.succeededFuture();
            },
            stallMillis)
        .map(all);
  }

  /**
   * Hands the body on piece by piece, each when the one before has been dealt with. Fails as the
   * taker does, with the connection reset, or with a {@link CallFailure}.
   *
   * @param stallMillis how long nothing may come from the node, while the taker wants something
   */
  public Future<Void> pump(Function<Buffer, Future<Void>> taker, long stallMillis) {
    return new Pump(taker, stallMillis).start();
  }

  private final class Pump {
    private final Function<Buffer, Future<Void>> taker;
    private final long stallMillis;
    private final Promise<Void> done = Promise.promise();
    private Future<Void> last = Future.succeededFuture();
    private long heldBytes;
    private long cameNanos = System.nanoTime();
    private long timer;

    Pump(Function<Buffer, Future<Void>> taker, long stallMillis) {
      this.taker = taker;
      this.stallMillis = stallMillis;
    }

    Future<Void> start() {
      timer = vertx.setPeriodic(Math.max(1, stallMillis / 4), tick -> look());
      response.exceptionHandler(
          cause -> fail(new CallFailure(Kind.BROKEN, "broke off: " + cause.getMessage(), cause)));
      response.handler(this::came);
      response.endHandler(end -> last.onComplete(taken -> done.tryComplete(), this::fail));
      response.resume();
      return done.future().andThen(ended -> ended());
    }

    private void ended() {
      vertx.cancelTimer(timer);
      if (!isKept) {
        response.request().reset();
      }
    }

    private void came(Buffer piece) {
      cameNanos = System.nanoTime();
      heldBytes += piece.length();
      if (heldBytes > HELD_BYTES_MAX) {
        response.pause();
      }
      last = last.compose(earlier -> taker.apply(piece));
      last.onComplete(taken -> taken(piece.length()), this::fail);
    }

    private void taken(int bytes) {
      boolean wasFull = heldBytes > HELD_BYTES_MAX;
      heldBytes -= bytes;
      if (wasFull && heldBytes <= HELD_BYTES_MAX) {
        cameNanos = System.nanoTime();
        response.resume();
      }
    }

    private void look() {
      boolean isWaiting = heldBytes <= HELD_BYTES_MAX && last.isComplete();
      long silentNanos = System.nanoTime() - cameNanos;
      if (!isWaiting) {
        cameNanos = System.nanoTime();
      } else if (silentNanos > TimeUnit.MILLISECONDS.toNanos(stallMillis)) {
        fail(new CallFailure(Kind.SILENT, "no bytes for " + stallMillis + " ms"));
      }
    }

    private void fail(Throwable cause) {
      if (done.tryFail(cause)) {
        response.request().reset();
      }
    }
  }
}
