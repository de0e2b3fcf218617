package io.henge.node.http;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.OptionalInt;

/** A body that comes piece by piece from elsewhere, and may break in the middle. */
final class StreamedBody implements OpenBody, ReadStream<Buffer> {
  private static final int PIECE_BYTES = 10_000;

  private final Context context;
  private final Buffer bytes;
  private final boolean breaks;
  private volatile boolean closed;
  private int at;
  private boolean paused;
  private boolean scheduled;
  private boolean over;
  private Handler<Buffer> handler = piece -> {};
  private Handler<Void> end = nothing -> {};
  private Handler<Throwable> failure = cause -> {};

  StreamedBody(Vertx vertx, Buffer whole, ByteRange range, boolean breaks) {
    context = vertx.getOrCreateContext();
    bytes = whole.slice((int) range.offset(), (int) range.end());
    this.breaks = breaks;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public long length() {
    return bytes.length();
  }

  @Override
  public OptionalInt crc32c() {
    return new InlineBody(bytes).crc32c();
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public StreamedBody handler(Handler<Buffer> handler) {
    this.handler = handler;
    schedule();
    return this;
  }

  @Override
  public StreamedBody endHandler(Handler<Void> handler) {
    end = handler;
    return this;
  }

  @Override
  public StreamedBody exceptionHandler(Handler<Throwable> handler) {
    failure = handler;
    return this;
  }

  @Override
  public StreamedBody pause() {
    paused = true;
    return this;
  }

  @Override
  public StreamedBody resume() {
    paused = false;
    schedule();
    return this;
  }

  @Override
  public StreamedBody fetch(long amount) {
    return resume();
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      context.runOnContext(now -> next());
    }
  }

  private void next() {
    scheduled = false;
    if (paused || over) {
      return;
    }
    if (breaks && at > bytes.length() / 2) {
      over = true;
      failure.handle(new IllegalStateException("broken"));
    } else if (at == bytes.length()) {
      over = true;
      end.handle(null);
    } else {
      int to = Math.min(bytes.length(), at + PIECE_BYTES);
      handler.handle(bytes.slice(at, to));
      at = to;
      schedule();
    }
  }
}
