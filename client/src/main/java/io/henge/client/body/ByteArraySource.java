package io.henge.client.body;

import io.henge.client.BlobSource;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Bytes in memory, handed out in pieces without a copy. */
public final class ByteArraySource implements BlobSource {
  private static final int PIECE_BYTES = 256 << 10;

  private final byte[] bytes;

  public ByteArraySource(byte[] bytes) {
    this.bytes = bytes;
  }

  /** All of them. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(bytes.length);
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public Reader open(Executor blocking) {
    ByteBuffer rest = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    return new Reader() {
      @Override
      public CompletionStage<Optional<ByteBuffer>> read() {
        if (!rest.hasRemaining()) {
          return CompletableFuture.completedFuture(Optional.empty());
        }
        int size = Math.min(PIECE_BYTES, rest.remaining());
        ByteBuffer piece = rest.slice(rest.position(), size);
        rest.position(rest.position() + size);
        return CompletableFuture.completedFuture(Optional.of(piece));
      }

      @Override
      public void close() {
        rest.position(rest.limit());
      }
    };
  }
}
