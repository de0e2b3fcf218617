package io.henge.client.body;

import io.henge.client.BlobInfo;
import io.henge.client.BlobSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** A subscriber, which gets as much as it asks for. */
public final class SubscriberSink implements BlobSink<Long> {
  private final Flow.Subscriber<? super ByteBuffer> subscriber;

  public SubscriberSink(Flow.Subscriber<? super ByteBuffer> subscriber) {
    this.subscriber = subscriber;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public Writer<Long> open(BlobInfo info, Executor blocking) {
    Pass pass = new Pass(subscriber);
    subscriber.onSubscribe(pass);
    return pass;
  }

  /** Waits with a piece until the subscriber has asked for it. */
  private static final class Pass implements Writer<Long>, Flow.Subscription {
    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private CompletableFuture<Void> asked = new CompletableFuture<>();
    private long wanted;
    private long count;

    Pass(Flow.Subscriber<? super ByteBuffer> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public synchronized void request(long more) {
      if (more < 1) {
        asked.completeExceptionally(
            new IllegalArgumentException("a subscriber asked for " + more + " pieces"));
        return;
      }
      wanted = wanted + more < 0 ? Long.MAX_VALUE : wanted + more;
      asked.complete(null);
    }

    @Override
    public synchronized void cancel() {
      if (!asked.completeExceptionally(cancelled())) {
        asked = CompletableFuture.failedFuture(cancelled());
      }
    }

    private static IOException cancelled() {
      return new IOException("the subscriber wants no more");
    }

    @Override
    public CompletionStage<Void> write(ByteBuffer piece) {
      return demand().thenAccept(given -> deliver(piece));
    }

    private synchronized CompletableFuture<Void> demand() {
      if (wanted == 0 && asked.isDone() && !asked.isCompletedExceptionally()) {
        asked = new CompletableFuture<>();
      }
      return asked;
    }

    private void deliver(ByteBuffer piece) {
      synchronized (this) {
        wanted--;
        count += piece.remaining();
      }
      subscriber.onNext(piece);
    }

    @Override
    public CompletionStage<Long> finish() {
      subscriber.onComplete();
      return CompletableFuture.completedFuture(count);
    }

    @Override
    public void giveUp(Throwable cause) {
      subscriber.onError(cause);
    }
  }
}
