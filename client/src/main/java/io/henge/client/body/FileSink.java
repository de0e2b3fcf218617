package io.henge.client.body;

import io.henge.client.BlobInfo;
import io.henge.client.BlobSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A file. It is written under another name in the same directory, synced, and renamed when all of
 * it is there and right; so at its place is the old one or the new one, whatever happens.
 */
public final class FileSink implements BlobSink<Path> {
  private final Path file;

  public FileSink(Path file) {
    this.file = file.toAbsolutePath();
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public Writer<Path> open(BlobInfo info, Executor blocking) {
    return new Pass(info, blocking);
  }

  /** The steps come one after the other; giving up may come in between. */
  private final class Pass implements Writer<Path> {
    private final Executor blocking;
    private final Path part =
        file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    private final GatheredPieces pieces;
    private FileChannel channel;
    private boolean isGivenUp;

    Pass(BlobInfo info, Executor blocking) {
      this.blocking = blocking;
      pieces = new GatheredPieces(info.size(), blocking, this::append);
    }

    @Override
    public CompletionStage<Void> write(ByteBuffer piece) {
      return pieces.add(piece);
    }

    private synchronized void append(ByteBuffer piece) throws IOException {
      FileChannel open = opened();
      while (piece.hasRemaining()) {
        open.write(piece);
      }
    }

    private FileChannel opened() throws IOException {
      if (isGivenUp) {
        throw new IOException("the download was given up");
      }
      if (channel == null) {
        channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }
      return channel;
    }

    @Override
    public CompletionStage<Path> finish() {
      return BlockingSteps.run(blocking, this::putInPlace);
    }

    private synchronized Path putInPlace() throws IOException {
      pieces.flush();
      try (FileChannel open = opened()) {
        open.force(true);
      }
      FilePlace.put(part, file);
      return file;
    }

    @Override
    public void giveUp(Throwable cause) {
      BlockingSteps.tidy(this::remove);
    }

    private synchronized Void remove() throws IOException {
      isGivenUp = true;
      if (channel != null) {
        channel.close();
        Files.deleteIfExists(part);
      }
      return null;
    }
  }
}
