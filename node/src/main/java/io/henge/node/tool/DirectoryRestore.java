package io.henge.node.tool;

import io.henge.node.membership.ChainFiles;
import io.henge.node.membership.Identity;
import io.henge.node.replica.Epochs;
import io.henge.node.storage.DataDirectory;
import io.henge.node.storage.Restore;
import io.henge.node.storage.StorePaths;
import io.henge.node.storage.SyncedFiles;
import io.henge.node.storage.disk.Directories;
import io.henge.ring.Incarnation;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes a data directory from a backup: the store as {@link Restore} says, the chain as it was, and
 * an identity with a new incarnation (rule C2), so that no dot of the old directory is ever made
 * again. A promise is not taken over: it was the old incarnation's. It all stands under another
 * name until it is whole.
 */
public final class DirectoryRestore {
  private static final SecureRandom RANDOM = new SecureRandom();

  private DirectoryRestore() {}

  /**
   * What was made.
   *
   * @param identity whose directory it is now
   * @param store what is in its store
   */
  public record Report(Identity identity, Restore.Report store) {}

  /**
   * Makes the directory; waits for the disk.
   *
   * @param data missing, or an empty directory
   * @throws IOException when it is neither, or the backup is not whole
   */
  public static Report run(Path backup, Path data) throws IOException {
    Path target = data.toAbsolutePath().normalize();
    requireEmpty(target);
    Path unfinished = target.resolveSibling("." + target.getFileName() + ".restoring");
    deleteTree(unfinished);
    Report report;
    try (StoppedDirectory from = StoppedDirectory.toLookAt(backup);
        DataDirectory to = DataDirectory.open(unfinished)) {
      ChainFiles old = new ChainFiles(from.files());
      Identity was =
          StoppedDirectory.await(old.storedIdentity())
              .orElseThrow(() -> new IOException("the backup has no identity"));
      Identity is = new Identity(was.node(), new Incarnation(RANDOM.nextLong()));
      StorePaths paths = new StorePaths(to.root());
      Restore.Report store = Restore.store(from.disk(), from.paths(), paths);
      SyncedFiles files = new SyncedFiles(from.vertx(), from.disk(), to.root());
      for (String name : List.of(ChainFiles.CHAIN, Epochs.FILE)) {
        Optional<Buffer> content = StoppedDirectory.await(from.files().read(name));
        if (content.isPresent()) {
          StoppedDirectory.await(files.write(name, content.get()));
        }
      }
      StoppedDirectory.await(new ChainFiles(files).writeIdentity(is));
      report = new Report(is, store);
    }
    Directories.sync(unfinished);
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    Directories.sync(target.getParent());
    return report;
  }

  private static void requireEmpty(Path target) throws IOException {
    if (Files.notExists(target)) {
      Files.createDirectories(target.getParent());
      return;
    }
    try (Stream<Path> entries = Files.list(target)) {
      if (entries.findAny().isPresent()) {
        throw new DirectoryNotEmptyException(target + " is not empty");
      }
    }
  }

  private static void deleteTree(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
