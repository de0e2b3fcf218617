package io.henge.client.exchange;

import io.henge.client.BlobSource;
import io.henge.client.exchange.CallFailure.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * One pass over a source, into a request. Begins when the node asks for the body, so a source whose
 * request was refused or lost before is untouched. Belongs to one event loop.
 */
public final class Upload {
  private final BlobSource source;
  private final Executor blocking;
  private final LongConsumer progress;
  private final CRC32C checksum = new CRC32C();
  private Optional<BlobSource.Reader> reader = Optional.empty();
  private long sent;
  private boolean isWhole;

  /**
   * A pass that has not begun.
   *
   * @param progress hears how many bytes have been sent so far, now and then
   */
  public Upload(BlobSource source, Executor blocking, LongConsumer progress) {
    this.source = source;
    this.blocking = blocking;
    this.progress = progress;
  }

  OptionalLong length() {
    return source.length();
  }

  /** Whether anything was read from the source. */
  public boolean isTouched() {
    return reader.isPresent();
  }

  /** The number of bytes that went out so far. */
  public long sent() {
    return sent;
  }

  /** The CRC32C of all bytes; empty until all have gone out. */
  public Optional<Integer> checksum() {
    return isWhole ? Optional.of((int) checksum.getValue()) : Optional.empty();
  }

  /** Sends all, as fast as the node takes it; completes when the request has been ended. */
  Future<Void> sendTo(HttpClientRequest request, Context context) {
    Promise<Void> done = Promise.promise();
    try {
      reader = Optional.of(source.open(blocking));
    } catch (RuntimeException refused) {
      return Future.failedFuture(new CallFailure(Kind.SOURCE, "cannot be read", refused));
    }
    next(request, context, done);
    return done.future().onComplete(ended -> close());
  }

  private void next(HttpClientRequest request, Context context, Promise<Void> done) {
    if (request.writeQueueFull()) {
      request.drainHandler(drained -> read(request, context, done));
    } else {
      read(request, context, done);
    }
  }

  private void read(HttpClientRequest request, Context context, Promise<Void> done) {
    Future.fromCompletionStage(reader.orElseThrow().read(), context)
        .onComplete(
            piece -> {
              if (piece.isPresent()) {
                send(piece.get(), request, context, done);
              } else {
                end(request, done);
              }
            },
            cause -> done.tryFail(new CallFailure(Kind.SOURCE, text(cause), cause)));
  }

  private static String text(Throwable cause) {
    return "the bytes to be sent cannot be read: " + cause;
  }

  private void send(
      ByteBuffer piece, HttpClientRequest request, Context context, Promise<Void> done) {
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    sent += bytes.length;
    if (source.length().isPresent() && sent > source.length().getAsLong()) {
      done.tryFail(wrongLength());
      return;
    }
    checksum.update(bytes, 0, bytes.length);
    request
        .write(Buffer.buffer(bytes))
        .onFailure(cause -> done.tryFail(new CallFailure(Kind.BROKEN, cause.getMessage(), cause)));
    progress.accept(sent);
    // Another turn of the loop, so that a source in memory neither recurses nor keeps the loop.
    context.runOnContext(turn -> next(request, context, done));
  }

  private void end(HttpClientRequest request, Promise<Void> done) {
    if (source.length().isPresent() && sent != source.length().getAsLong()) {
      done.tryFail(wrongLength());
      return;
    }
    isWhole = true;
    request
        .end()
        .onComplete(
            ended -> done.tryComplete(),
            cause -> done.tryFail(new CallFailure(Kind.BROKEN, cause.getMessage(), cause)));
  }

  private CallFailure wrongLength() {
    return new CallFailure(
        Kind.SOURCE,
        "the source has another length than the " + source.length().getAsLong() + " it says");
  }

  void close() {
    reader.ifPresent(BlobSource.Reader::close);
  }
}
