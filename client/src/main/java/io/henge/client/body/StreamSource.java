package io.henge.client.body;

import io.henge.client.BlobSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** What streams give. */
public final class StreamSource implements BlobSource {
  private static final int PIECE_BYTES = 128 << 10;

  private final Callable<InputStream> opener;
  private final OptionalLong length;
  private final boolean isRepeatable;

  StreamSource(Callable<InputStream> opener, OptionalLong length, boolean isRepeatable) {
    this.opener = opener;
    this.length = length;
    this.isRepeatable = isRepeatable;
  }

  /** One stream that there is already. */
  public static StreamSource once(InputStream stream) {
    AtomicBoolean isTaken = new AtomicBoolean();
    return new StreamSource(
        () -> {
          if (!isTaken.compareAndSet(false, true)) {
            throw new IllegalStateException("this stream has been read from before");
          }
          return stream;
        },
        OptionalLong.empty(),
        false);
  }

  /** A new stream for each pass. */
  public static StreamSource repeatable(Callable<InputStream> opener, OptionalLong length) {
    return new StreamSource(opener, length, true);
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public boolean isRepeatable() {
    return isRepeatable;
  }

  @Override
  public Reader open(Executor blocking) {
    return new Pass(blocking);
  }

  /** Opens the stream with the first read, since opening may wait. */
  private final class Pass implements Reader {
    private final Executor blocking;
    private volatile InputStream stream;
    private volatile boolean isClosed;

    Pass(Executor blocking) {
      this.blocking = blocking;
    }

    @Override
    public CompletionStage<Optional<ByteBuffer>> read() {
      return BlockingSteps.run(blocking, this::next);
    }

    private Optional<ByteBuffer> next() throws Exception {
      if (stream == null) {
        stream = opener.call();
      }
      if (isClosed) {
        end();
        throw new IOException("the upload was given up");
      }
      byte[] piece = new byte[PIECE_BYTES];
      int count = stream.read(piece);
      return count < 0 ? Optional.empty() : Optional.of(ByteBuffer.wrap(piece, 0, count));
    }

    @Override
    public void close() {
      BlockingSteps.tidy(this::end);
    }

    /** Also while a read waits, which this ends. */
    private Void end() throws IOException {
      isClosed = true;
      InputStream open = stream;
      if (open != null) {
        open.close();
      }
      return null;
    }
  }
}
