package io.henge.node.storage;

import java.nio.file.Path;

/**
 * Where the parts of a store are.
 *
 * @param root the data directory
 */
public record StorePaths(Path root) {
  /** The records, and the small bodies. */
  public Path index() {
    return root.resolve("index");
  }

  /** The large bodies. */
  Path blobs() {
    return root.resolve("blobs");
  }

  /** Bodies that are not yet visible. */
  Path stage() {
    return root.resolve("stage");
  }

  /** Copies of the directory, made while it was in use. */
  Path backups() {
    return root.resolve("backups");
  }

  /** Copies that turned out to be corrupt. */
  Path quarantine() {
    return root.resolve("quarantine");
  }
}
