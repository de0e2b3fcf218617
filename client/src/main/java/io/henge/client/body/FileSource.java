package io.henge.client.body;

import io.henge.client.BlobSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/** A file, as long as it was when this was made. */
public final class FileSource implements BlobSource {
  private final long length;
  private final StreamSource passes;

  /**
   * A source of a file.
   *
   * @throws IOException when its size cannot be read
   */
  public FileSource(Path file) throws IOException {
    length = Files.size(file);
    passes = StreamSource.repeatable(() -> Files.newInputStream(file), OptionalLong.of(length));
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(length);
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public Reader open(Executor blocking) {
    return passes.open(blocking);
  }
}
