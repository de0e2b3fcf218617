package io.henge.node.body;

import io.henge.node.failure.BlobFailure;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/** A client that sends a body in chunks, waits when it is paused, and may break off. */
final class TestSource implements BodySource {
  private final Context context;
  private final Buffer body;
  private final int chunkBytes;
  private final boolean declared;
  private final long breaksOffAt;
  private final Promise<Void> arrived = Promise.promise();
  private Handler<Buffer> chunks = nobody -> {};
  private int sent;
  private boolean paused;
  private boolean scheduled;
  volatile boolean started;
  volatile boolean everPaused;
  volatile int sentBytes;

  TestSource(Context context, Buffer body, int chunkBytes, boolean declared) {
    this(context, body, chunkBytes, declared, Long.MAX_VALUE);
  }

  TestSource(Context context, Buffer body, int chunkBytes, boolean declared, long breaksOffAt) {
    this.context = context;
    this.body = body;
    this.chunkBytes = chunkBytes;
    this.declared = declared;
    this.breaksOffAt = breaksOffAt;
  }

  @Override
  public boolean isAbandoned() {
    return false;
  }

  @Override
  public OptionalLong declaredLength() {
    return declared ? OptionalLong.of(body.length()) : OptionalLong.empty();
  }

  @Override
  public Context context() {
    return context;
  }

  @Override
  public Future<Void> start(Handler<Buffer> handler) {
    if (started) {
      throw new IllegalStateException("started twice");
    }
    started = true;
    chunks = handler;
    schedule();
    return arrived.future();
  }

  @Override
  public void pause() {
    paused = true;
    everPaused = true;
  }

  @Override
  public void resume() {
    paused = false;
    schedule();
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      context.runOnContext(now -> sendOne());
    }
  }

  private void sendOne() {
    scheduled = false;
    if (paused || arrived.future().isComplete()) {
      return;
    }
    if (sent >= breaksOffAt) {
      arrived.fail(BlobFailure.of(ErrorCode.BAD_REQUEST, "the client is gone"));
    } else if (sent == body.length()) {
      arrived.complete();
    } else {
      int end = Math.min(body.length(), sent + chunkBytes);
      Buffer chunk = body.slice(sent, end);
      sent = end;
      sentBytes = sent;
      chunks.handle(chunk);
      schedule();
    }
  }
}
