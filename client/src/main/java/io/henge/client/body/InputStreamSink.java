package io.henge.client.body;

import io.henge.client.Blob;
import io.henge.client.BlobInfo;
import io.henge.client.BlobSink;
import io.vertx.core.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A stream to be read from while the bytes come. It is there as soon as the head of the answer is;
 * what goes wrong later goes wrong in a read.
 */
public final class InputStreamSink implements BlobSink<Void> {
  private final CompletableFuture<Blob<InputStream>> opened = new CompletableFuture<>();

  /** Completes when there is something to read. */
  public CompletableFuture<Blob<InputStream>> opened() {
    return opened;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public Writer<Void> open(BlobInfo info, Executor blocking) {
    Pipe pipe = new Pipe();
    opened.complete(new Blob<>(info, pipe));
    return pipe;
  }

  /** What a reader finds. */
  private sealed interface Turn {}

  private record Piece(ByteBuffer bytes, CompletableFuture<Void> read) implements Turn {}

  private record End() implements Turn {}

  private record Failure(IOException cause) implements Turn {}

  /** Holds one piece; the next one is taken when that has been read. */
  private static final class Pipe extends InputStream implements Writer<Void> {
    /** One of each kind at the most, since a piece comes when the one before has been read. */
    private final BlockingQueue<Turn> turns = new ArrayBlockingQueue<>(4);

    private Piece current = new Piece(ByteBuffer.allocate(0), new CompletableFuture<>());
    private boolean isAtEnd;
    private volatile boolean isClosed;

    @Override
    public CompletionStage<Void> write(ByteBuffer bytes) {
      Piece piece = new Piece(bytes, new CompletableFuture<>());
      boolean isTaken = turns.offer(piece);
      if (!isTaken || isClosed) {
        piece.read().completeExceptionally(closed());
      }
      return piece.read();
    }

    private static IOException closed() {
      return new IOException("the stream was closed");
    }

    @Override
    public CompletionStage<Void> finish() {
      turns.add(new End());
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void giveUp(Throwable cause) {
      turns.add(new Failure(new IOException(cause.getMessage(), cause)));
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (!isAtEnd && !current.bytes().hasRemaining()) {
        current.read().complete(null);
        next();
      }
      if (isAtEnd) {
        return -1;
      }
      int size = Math.min(length, current.bytes().remaining());
      current.bytes().get(into, at, size);
      return size;
    }

    private void next() throws IOException {
      Turn turn = take();
      if (turn instanceof Piece piece) {
        current = piece;
      } else if (turn instanceof Failure failure) {
        turns.add(failure);
        throw failure.cause();
      } else {
        isAtEnd = true;
      }
    }

    private Turn take() throws IOException {
      if (isClosed) {
        throw closed();
      }
      if (Context.isOnEventLoopThread()) {
        throw new IOException("not on an event loop, which has to bring the bytes");
      }
      try {
        return turns.take();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for a blob's bytes");
      }
    }

    /** Also ends the download, where it is still going on. */
    @Override
    public void close() {
      isClosed = true;
      for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
        if (turn instanceof Piece piece) {
          piece.read().completeExceptionally(closed());
        }
      }
      current.read().completeExceptionally(closed());
      // Whoever waits in a read wakes up.
      turns.offer(new Failure(closed()));
    }
  }
}
