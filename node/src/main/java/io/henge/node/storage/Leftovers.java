package io.henge.node.storage;

import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.disk.FileFacts;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what nobody will ever use again: files in the directory of the stages that are no stages,
 * and small files that were being replaced when a former process ended. Waits for the disk.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final Disk disk;
  private final StorePaths paths;
  private final Stages stages;

  Leftovers(Disk disk, StorePaths paths, Stages stages) {
    this.disk = disk;
    this.paths = paths;
    this.stages = stages;
  }

  /** Removes those last written to before a time in milliseconds since 1970; how many. */
  int remove(long modifiedBeforeMillis) throws IOException {
    int removed = 0;
    for (Path file : disk.list(paths.stage())) {
      if (!stages.has(file.getFileName().toString())) {
        removed += removeIfOld(file, modifiedBeforeMillis) ? 1 : 0;
      }
    }
    for (Path file : disk.list(paths.root())) {
      if (file.getFileName().toString().endsWith(".tmp")) {
        removed += removeIfOld(file, modifiedBeforeMillis) ? 1 : 0;
      }
    }
    return removed;
  }

  private boolean removeIfOld(Path file, long modifiedBeforeMillis) throws IOException {
    try {
      FileFacts facts = disk.facts(file);
      if (facts.isDirectory() || facts.modifiedMillis() >= modifiedBeforeMillis) {
        return false;
      }
    } catch (NoSuchFileException gone) {
      return false;
    }
    disk.delete(file);
    LOG.info("removed a leftover: {}", file.getFileName());
    return true;
  }
}
