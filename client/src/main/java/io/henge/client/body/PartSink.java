package io.henge.client.body;

import io.henge.client.BlobInfo;
import io.henge.client.BlobSink;
import io.henge.client.DamagedBodyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/** A part of a file, at its position; gives its CRC32C. */
final class PartSink implements BlobSink<Integer> {
  private final FileChannel channel;
  private final long offset;
  private final int length;
  private final LongConsumer moved;

  PartSink(FileChannel channel, long offset, int length, LongConsumer moved) {
    this.channel = channel;
    this.offset = offset;
    this.length = length;
    this.moved = moved;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public Writer<Integer> open(BlobInfo info, Executor blocking) {
    return new Pass(blocking);
  }

  /** The steps come one after the other; giving up may come in between. */
  private final class Pass implements Writer<Integer> {
    private final Executor blocking;
    private final CRC32C checksum = new CRC32C();
    private final GatheredPieces pieces;
    private long at = offset;
    private int count;
    private volatile boolean isGivenUp;

    Pass(Executor blocking) {
      this.blocking = blocking;
      pieces = new GatheredPieces(length, blocking, this::append);
    }

    @Override
    public CompletionStage<Void> write(ByteBuffer piece) {
      if (piece.remaining() > length - count) {
        return CompletableFuture.failedFuture(wrongLength());
      }
      count += piece.remaining();
      moved.accept(piece.remaining());
      return pieces.add(piece);
    }

    private void append(ByteBuffer bytes) throws IOException {
      checksum.update(bytes.duplicate());
      // A pass that was given up must not write over what the next one has written.
      synchronized (PartSink.this) {
        if (isGivenUp) {
          throw new IOException("the part was given up");
        }
        while (bytes.hasRemaining()) {
          at += channel.write(bytes, at);
        }
      }
    }

    @Override
    public CompletionStage<Integer> finish() {
      if (count < length) {
        return CompletableFuture.failedFuture(wrongLength());
      }
      return BlockingSteps.run(
          blocking,
          () -> {
            pieces.flush();
            return (int) checksum.getValue();
          });
    }

    private DamagedBodyException wrongLength() {
      return new DamagedBodyException("a part has another length than " + length + " bytes");
    }

    @Override
    public void giveUp(Throwable cause) {
      isGivenUp = true;
      moved.accept(-count);
    }
  }
}
