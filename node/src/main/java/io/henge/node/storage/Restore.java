package io.henge.node.storage;

import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.disk.FileCopies;
import io.henge.node.storage.table.RocksTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A store made from a backup, as a cache of bytes for versions that others name: its index is not
 * filled (rule W5), so it never says that something is absent. Why: decision note 0015.
 *
 * <p>The backup stays as it is. Files that are never written to again are linked where that is
 * possible; of the index those are the tables alone.
 */
public final class Restore {
  private Restore() {}

  /**
   * What was taken over.
   *
   * @param files blob files
   * @param bytes the length of these files together
   */
  public record Report(long files, long bytes) {}

  /**
   * Makes the index and the blob files; waits for the disk.
   *
   * @param backup a backup as {@link Backup} made it
   * @param to an empty directory
   * @throws IOException when the backup is not whole or was made by a newer program
   */
  public static Report store(Disk disk, StorePaths backup, StorePaths to) throws IOException {
    if (!disk.exists(backup.root().resolve(Backup.MANIFEST))) {
      throw new IOException(
          "%s has no %s, so it is not a backup, or not a whole one"
              .formatted(backup.root(), Backup.MANIFEST));
    }
    index(disk, backup, to);
    return files(disk, backup, to);
  }

  private static void index(Disk disk, StorePaths backup, StorePaths to) throws IOException {
    disk.createDirectories(to.index());
    for (Path file : disk.list(backup.index())) {
      Path second = to.index().resolve(file.getFileName());
      if (file.toString().endsWith(".sst")) {
        FileCopies.linkOrCopy(file, second);
      } else {
        FileCopies.copySynced(file, second);
      }
    }
    disk.syncDirectory(to.index());
    try (Index index = Index.in(RocksTable.open(to.index(), failed -> {}), to.index())) {
      index.unfill();
    }
  }

  private static Report files(Disk disk, StorePaths backup, StorePaths to) throws IOException {
    long files = 0;
    long bytes = 0;
    disk.createDirectories(to.blobs());
    for (Path first : disk.list(backup.blobs())) {
      Path firstCopy = to.blobs().resolve(first.getFileName());
      for (Path second : disk.list(first)) {
        Path secondCopy = firstCopy.resolve(second.getFileName());
        disk.createDirectories(secondCopy);
        List<Path> here = disk.list(second);
        for (Path file : here) {
          FileCopies.linkOrCopy(file, secondCopy.resolve(file.getFileName()));
          bytes += disk.facts(file).sizeBytes();
        }
        files += here.size();
        disk.syncDirectory(secondCopy);
      }
      disk.syncDirectory(firstCopy);
    }
    disk.syncDirectory(to.blobs());
    return new Report(files, bytes);
  }
}
