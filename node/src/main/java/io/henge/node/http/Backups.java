package io.henge.node.http;

import io.henge.node.storage.Backup;
import io.vertx.core.Future;

/** Makes copies of this node's directory. */
@FunctionalInterface
public interface Backups {
  /**
   * Makes a copy of that name. Fails with IllegalArgumentException when it is not a name, and with
   * {@link io.henge.node.storage.BackupConflict} when another backup is in the way.
   */
  Future<Backup.Report> make(String name);
}
