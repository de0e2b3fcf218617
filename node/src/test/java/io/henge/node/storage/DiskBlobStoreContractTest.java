package io.henge.node.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The real store keeps the promises of every store. */
class DiskBlobStoreContractTest extends BlobStoreContract {
  @TempDir private Path temporary;
  private DataDirectory directory;

  @Override
  BlobStore open() {
    try {
      if (directory != null) {
        directory.close();
      }
      directory = DataDirectory.open(temporary.resolve("data"));
      return DiskBlobStore.open(
          vertx(),
          directory.paths(),
          Medium.local(vertx(), directory.paths()),
          DiskBlobStore.Options.DEFAULT.withReserveBytes(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() throws IOException {
    driver.await(store::close);
    directory.close();
  }
}
