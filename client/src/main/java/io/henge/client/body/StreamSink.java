package io.henge.client.body;

import io.henge.client.BlobInfo;
import io.henge.client.BlobSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A stream of the user's, which stays open. */
public final class StreamSink implements BlobSink<Long> {
  private static final int PIECE_BYTES = 64 << 10;

  private final OutputStream stream;

  public StreamSink(OutputStream stream) {
    this.stream = stream;
  }

  /** What was written to a stream cannot be taken back. */
  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public Writer<Long> open(BlobInfo info, Executor blocking) {
    return new Writer<>() {
      private final byte[] copy = new byte[PIECE_BYTES];
      private long count;

      @Override
      public CompletionStage<Void> write(ByteBuffer piece) {
        return BlockingSteps.run(blocking, () -> append(piece));
      }

      private Void append(ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
          int size = Math.min(copy.length, piece.remaining());
          piece.get(copy, 0, size);
          stream.write(copy, 0, size);
          count += size;
        }
        return null;
      }

      @Override
      public CompletionStage<Long> finish() {
        return BlockingSteps.run(
            blocking,
            () -> {
              stream.flush();
              return count;
            });
      }

      @Override
      public void giveUp(Throwable cause) {
        // The stream is its owner's to close.
      }
    };
  }
}
