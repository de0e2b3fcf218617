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
 * request was refused or lost before is untouched.
 *
 * <p>The last bytes are held back until the source has said that it has no more: a node that has
 * got as many bytes as were announced has the whole, whatever goes wrong here afterwards.
 *
 * <p>Belongs to one event loop.
 */
public final class Upload {
  /** What goes out at once, so that it shows how fast the node takes it. */
  private static final int SLICE_BYTES = 128 << 10;

  private final BlobSource source;
  private final Executor blocking;
  private final LongConsumer progress;
  private final Promise<Void> done = Promise.promise();
  private Optional<BlobSource.Reader> reader = Optional.empty();
  private final CRC32C checksum = new CRC32C();
  private ByteBuffer held = ByteBuffer.allocate(0);
  private long taken;
  private long sent;
  private boolean isReading;
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

  /** Whether all of it went out, so that the node may have it. */
  boolean isWhole() {
    return isWhole;
  }

  /** The CRC32C of all that went out; empty as long as that is not the whole. */
  public Optional<Integer> crc32c() {
    return isWhole ? Optional.of((int) checksum.getValue()) : Optional.empty();
  }

  /** Whether it is the source that is waited for. */
  boolean isReading() {
    return isReading;
  }

  /** Sends all, as fast as the node takes it; completes when the request has been ended. */
  Future<Void> sendTo(HttpClientRequest request, Context context) {
    try {
      reader = Optional.of(source.open(blocking));
      advance(request, context);
    } catch (RuntimeException refused) {
      done.tryFail(unreadable(refused));
    }
    return done.future()
        .eventually(
            () -> {
              close();
              return Future.succeededFuture();
            });
  }

  private void advance(HttpClientRequest request, Context context) {
    if (done.future().isComplete()) {
      return;
    }
    if (request.writeQueueFull()) {
      request.drainHandler(drained -> advance(request, context));
    } else if (held.remaining() > SLICE_BYTES) {
      write(request, SLICE_BYTES);
      // Another turn of the loop, so that a source in memory neither recurses nor keeps the loop.
      context.runOnContext(turn -> advance(request, context));
    } else {
      read(request, context);
    }
  }

  private void read(HttpClientRequest request, Context context) {
    isReading = true;
    Future.succeededFuture()
        .compose(begun -> Future.fromCompletionStage(reader.orElseThrow().read(), context))
        .onComplete(
            piece -> {
              isReading = false;
              if (!done.future().isComplete()) {
                came(piece, request, context);
              }
            },
            cause -> done.tryFail(unreadable(cause)));
  }

  private void came(Optional<ByteBuffer> piece, HttpClientRequest request, Context context) {
    taken += piece.map(ByteBuffer::remaining).orElse(0);
    long announced = source.length().orElse(taken);
    if (taken > announced || (piece.isEmpty() && taken < announced)) {
      done.tryFail(
          new CallFailure(
              Kind.SOURCE, "the source has another length than the " + announced + " it says"));
    } else if (piece.isPresent()) {
      write(request, held.remaining());
      held = piece.get();
      context.runOnContext(turn -> advance(request, context));
    } else {
      end(request);
    }
  }

  private void write(HttpClientRequest request, int size) {
    if (size > 0) {
      request.write(Buffer.buffer(next(size))).onFailure(this::broken);
      progress.accept(sent);
    }
  }

  private byte[] next(int size) {
    byte[] bytes = new byte[size];
    held.get(bytes);
    checksum.update(bytes, 0, size);
    sent += size;
    return bytes;
  }

  private void end(HttpClientRequest request) {
    Buffer last = Buffer.buffer(next(held.remaining()));
    isWhole = true;
    request.end(last).onComplete(ended -> done.tryComplete(), this::broken);
    progress.accept(sent);
  }

  private void broken(Throwable cause) {
    done.tryFail(new CallFailure(Kind.BROKEN, String.valueOf(cause.getMessage()), cause));
  }

  private static CallFailure unreadable(Throwable cause) {
    return new CallFailure(
        Kind.SOURCE, "the bytes to be sent cannot be read: " + cause.getMessage(), cause);
  }

  /** Nobody wants the rest. */
  void stop() {
    done.tryFail(new CallFailure(Kind.CANCELLED, "not wanted any more"));
    close();
  }

  private void close() {
    reader.ifPresent(BlobSource.Reader::close);
  }
}
