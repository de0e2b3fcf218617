package io.henge.node;

import io.henge.node.config.NodeConfig;
import io.henge.node.storage.DataDirectory;
import io.henge.node.storage.DiskBlobStore;
import io.henge.node.storage.Medium;
import io.henge.node.storage.SyncedFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;

/**
 * A data directory that this process holds, and what is in it.
 *
 * @param directory the directory, locked
 * @param files the small files
 * @param store the store
 */
record Storage(DataDirectory directory, SyncedFiles files, DiskBlobStore store) {
  /** Opens all, or leaves nothing open. Blocks. */
  static Storage open(Vertx vertx, NodeConfig config, Machine machine) throws IOException {
    DataDirectory directory = DataDirectory.open(config.storage().directory());
    try {
      Medium medium = Medium.local(vertx, directory.paths());
      SyncedFiles files = new SyncedFiles(vertx, medium.disk(), directory.root());
      DiskBlobStore store =
          DiskBlobStore.open(
              vertx,
              directory.paths(),
              medium,
              DiskBlobStore.Options.DEFAULT
                  .withReserveBytes(config.storage().diskReserveBytes())
                  .withSmallCacheBytes(config.storage().smallCacheBytes())
                  .withSteps(machine.commitSteps()));
      return new Storage(directory, files, store);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** Closes all. */
  Future<Void> close() {
    return store.close().eventually(this::release);
  }

  /** Lets the directory go; the store is closed already. */
  Future<Void> release() {
    try {
      directory.close();
      return Future.succeededFuture();
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }
}
