package io.henge.node.tool;

import io.henge.node.storage.DataDirectory;
import io.henge.node.storage.StorePaths;
import io.henge.node.storage.SyncedFiles;
import io.henge.node.storage.disk.LocalDisk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/**
 * A data directory that no node uses, held for as long as this is open, and what is needed to work
 * on it from a thread that may wait.
 */
final class StoppedDirectory implements AutoCloseable {
  private final DataDirectory directory;
  private final Vertx vertx;
  private final LocalDisk disk;

  private StoppedDirectory(DataDirectory directory, Vertx vertx) throws IOException {
    this.directory = directory;
    this.vertx = vertx;
    this.disk = new LocalDisk(vertx, directory.root());
  }

  /** Takes the directory to look at it; see {@link DataDirectory#openStopped}. */
  static StoppedDirectory toLookAt(Path root) throws IOException {
    return of(DataDirectory.openStopped(root));
  }

  /** Takes the directory to change it, as a node would; it is made if it is not there. */
  static StoppedDirectory toChange(Path root) throws IOException {
    return of(DataDirectory.open(root));
  }

  private static StoppedDirectory of(DataDirectory directory) throws IOException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    try {
      return new StoppedDirectory(directory, vertx);
    } catch (IOException e) {
      await(vertx.close());
      directory.close();
      throw e;
    }
  }

  StorePaths paths() {
    return directory.paths();
  }

  Vertx vertx() {
    return vertx;
  }

  LocalDisk disk() {
    return disk;
  }

  SyncedFiles files() {
    return new SyncedFiles(vertx, disk, directory.root());
  }

  /** Waits for a step; its failure is thrown as it is, if it is unchecked. */
  static <T> T await(Future<T> step) throws IOException {
    try {
      return step.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      await(vertx.close());
    } finally {
      directory.close();
    }
  }
}
