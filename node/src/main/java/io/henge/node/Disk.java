package io.henge.node;

import io.henge.node.config.NodeConfig;
import io.henge.node.storage.DataDirectory;
import io.henge.node.storage.RocksBlobStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;

/**
 * A data directory that this process holds, and the store in it.
 *
 * @param directory the directory, locked
 * @param store the store
 */
record Disk(DataDirectory directory, RocksBlobStore store) {
  /** Opens both, or leaves nothing open. Blocks. */
  static Disk open(Vertx vertx, NodeConfig config) throws IOException {
    DataDirectory directory = DataDirectory.open(config.storage().directory());
    try {
      return new Disk(
          directory, RocksBlobStore.open(vertx, directory, config.storage().diskReserveBytes()));
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** Closes both. */
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
