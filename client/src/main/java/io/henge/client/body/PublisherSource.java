package io.henge.client.body;

import io.henge.client.BlobSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a publisher gives, asked for one by one. */
public final class PublisherSource implements BlobSource {
  private final Flow.Publisher<ByteBuffer> publisher;
  private final OptionalLong length;
  private final AtomicBoolean isTaken = new AtomicBoolean();

  public PublisherSource(Flow.Publisher<ByteBuffer> publisher, OptionalLong length) {
    this.publisher = publisher;
    this.length = length;
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public Reader open(Executor blocking) {
    if (!isTaken.compareAndSet(false, true)) {
      throw new IllegalStateException("this publisher has been subscribed to before");
    }
    Pass pass = new Pass();
    publisher.subscribe(pass);
    return pass;
  }

  /**
   * Between a publisher's thread and the reader's. One piece is asked for at a time, and the end
   * may come right behind the last one, unasked.
   */
  private static final class Pass implements Flow.Subscriber<ByteBuffer>, Reader {
    private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
    private CompletableFuture<Optional<ByteBuffer>> asked = new CompletableFuture<>();
    private Optional<CompletableFuture<Optional<ByteBuffer>>> end = Optional.empty();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscribed.complete(subscription);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      awaited().complete(Optional.of(piece));
    }

    private synchronized CompletableFuture<Optional<ByteBuffer>> awaited() {
      return asked;
    }

    @Override
    public void onError(Throwable cause) {
      end(CompletableFuture.failedFuture(cause), cause);
    }

    @Override
    public void onComplete() {
      end(CompletableFuture.completedFuture(Optional.empty()), null);
    }

    private void end(CompletableFuture<Optional<ByteBuffer>> outcome, Throwable cause) {
      CompletableFuture<Optional<ByteBuffer>> waiting;
      synchronized (this) {
        if (end.isPresent()) {
          return;
        }
        end = Optional.of(outcome);
        waiting = asked;
      }
      if (cause == null) {
        waiting.complete(Optional.empty());
      } else {
        waiting.completeExceptionally(cause);
      }
    }

    @Override
    public CompletionStage<Optional<ByteBuffer>> read() {
      CompletableFuture<Optional<ByteBuffer>> piece = new CompletableFuture<>();
      synchronized (this) {
        if (end.isPresent()) {
          return end.get();
        }
        asked = piece;
      }
      return subscribed.thenCompose(
          subscription -> {
            subscription.request(1);
            return piece;
          });
    }

    @Override
    public void close() {
      CompletableFuture<Void> unused = subscribed.thenAccept(Flow.Subscription::cancel);
      IOException givenUp = new IOException("the upload was given up");
      end(CompletableFuture.failedFuture(givenUp), givenUp);
    }
  }
}
