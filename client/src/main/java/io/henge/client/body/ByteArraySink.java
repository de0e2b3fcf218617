package io.henge.client.body;

import io.henge.client.BlobInfo;
import io.henge.client.BlobSink;
import io.henge.client.RejectedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Bytes in memory, up to a bound. */
public final class ByteArraySink implements BlobSink<byte[]> {
  private static final int FIRST_BYTES = 64 << 10;

  private final int max;

  public ByteArraySink(int max) {
    if (max < 0) {
      throw new IllegalArgumentException("0 bytes or more: " + max);
    }
    this.max = max;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  /** What a node says of the size is a bound and no reason to take the memory at once. */
  @Override
  public Writer<byte[]> open(BlobInfo info, Executor blocking) {
    return new Writer<>() {
      private byte[] bytes = new byte[(int) Math.min(Math.min(info.size(), max), FIRST_BYTES)];
      private int count;

      @Override
      public CompletionStage<Void> write(ByteBuffer piece) {
        if (piece.remaining() > max - count) {
          return CompletableFuture.failedFuture(
              new RejectedException(
                  "too-large", info.key() + " has more than " + max + " bytes", null));
        }
        int end = count + piece.remaining();
        if (end > bytes.length) {
          long grown = Math.max(2L * bytes.length, end);
          bytes = Arrays.copyOf(bytes, (int) Math.min(grown, max));
        }
        piece.get(bytes, count, piece.remaining());
        count = end;
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public CompletionStage<byte[]> finish() {
        return CompletableFuture.completedFuture(
            count == bytes.length ? bytes : Arrays.copyOf(bytes, count));
      }

      @Override
      public void giveUp(Throwable cause) {
        bytes = new byte[0];
      }
    };
  }
}
