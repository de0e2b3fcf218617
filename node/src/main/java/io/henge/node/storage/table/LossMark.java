package io.henge.node.storage.table;

import io.henge.node.storage.disk.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file in a table's own directory that says: synced writes of this table were lost. Opening with
 * a damaged log drops that log, and with it the only sign of the loss; so the mark is durable
 * before, and goes only when the loss is noted elsewhere. Until then every opening finds it,
 * however often the process is killed in between. RocksDB leaves alone what it has no name for.
 */
final class LossMark {
  static final String NAME = "LOST_WRITES";

  private final Path directory;
  private final Path file;

  LossMark(Path directory) {
    this.directory = directory;
    this.file = directory.resolve(NAME);
  }

  boolean isSet() {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Durable when this returns. */
  void set() throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE))) {
      channel.force(true);
    }
    Directories.sync(directory);
  }

  /** Gone for good when this returns; idempotent. */
  void remove() throws IOException {
    if (Files.deleteIfExists(file)) {
      Directories.sync(directory);
    }
  }
}
