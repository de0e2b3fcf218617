package io.henge.node.storage;

import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.disk.LocalDisk;
import io.henge.node.storage.table.RocksTable;
import io.henge.node.storage.table.TableOpener;
import io.vertx.core.Vertx;
import java.io.IOException;

/**
 * What a store stands on.
 *
 * @param disk for files
 * @param tables for the index
 */
public record Medium(Disk disk, TableOpener tables) {
  /** The operating system's files, and RocksDB. */
  public static Medium local(Vertx vertx, StorePaths paths) throws IOException {
    return new Medium(
        new LocalDisk(vertx, paths.root()), failed -> RocksTable.open(paths.index(), failed));
  }

  /** The same, of which the index can only be looked at: no call changes it or makes one. */
  public static Medium readOnly(Vertx vertx, StorePaths paths) throws IOException {
    return new Medium(
        new LocalDisk(vertx, paths.root()), failed -> RocksTable.openReadOnly(paths.index()));
  }
}
