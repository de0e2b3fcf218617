package io.henge.node.storage;

import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.disk.FileCopies;
import io.henge.node.storage.disk.ReadableFile;
import io.henge.node.storage.table.RocksTable;
import io.henge.ring.BlobKey;
import io.henge.ring.Incarnation;
import io.henge.ring.NodeId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * A copy of a data directory as it was at one moment: a checkpoint of the index, the blob files
 * that its records name, and the small files; at last a manifest. It is made under another name
 * beside its own, so that what has the name is whole and durable.
 *
 * <p>First the checkpoint, then the files: each file that it names was in its place before, so it
 * is there to be linked as long as nobody unlinks it in between. Of a running store that is held
 * back meanwhile ({@link BlobFiles#holdUnlinks}). The other order, linking whatever is there and
 * dropping what turns out to be superfluous, would miss the files that came between the two.
 *
 * <p>A file may be missing all the same, when it was corrupt and moved aside. That is no reason not
 * to keep the others; it is counted.
 */
public final class Backup {
  /** The name of the manifest. Where it is, no node starts: see {@link DataDirectory#open}. */
  public static final String MANIFEST = "backup.json";

  /** What the names of unfinished copies begin with. */
  public static final String UNFINISHED_PREFIX = ".";

  private static final int FORMAT = 1;
  private static final List<String> SMALL_FILES =
      List.of("identity", "promise.json", "chain.json", "epochs");

  private final Index index;
  private final Disk disk;
  private final StorePaths from;
  private final Way way;
  private final StorePaths to;
  private final Set<Path> directories = new TreeSet<>();
  private long keys;
  private long files;
  private long bytes;
  private long missing;

  private Backup(Index index, Disk disk, StorePaths from, Way way, Path unfinished) {
    this.index = index;
    this.disk = disk;
    this.from = from;
    this.way = way;
    this.to = new StorePaths(unfinished);
  }

  /**
   * Whose backup it is.
   *
   * @param node the node's id
   * @param incarnation names the data directory
   */
  public record Origin(NodeId node, Incarnation incarnation) {}

  /**
   * What was kept.
   *
   * @param keys records
   * @param files blob files
   * @param bytes the length of these files together
   * @param missing blob files that should have been there and were not
   */
  public record Report(long keys, long files, long bytes, long missing) {}

  /** How a blob file comes into the backup. */
  @FunctionalInterface
  interface Link {
    /** Throws NoSuchFileException when the first is not there. */
    void link(Path existing, Path second) throws IOException;
  }

  /**
   * The way of the copying.
   *
   * @param link how a blob file comes into the backup
   * @param isStopped asked now and then whether to give up
   */
  record Way(Link link, BooleanSupplier isStopped) {}

  /**
   * Copies a store that no node uses, in a directory that the caller holds; waits for the disk.
   * Blob files are linked where that is possible, else copied.
   *
   * @param to where to; there must be nothing of that name
   */
  public static Report ofStopped(Medium medium, StorePaths from, Path to, Origin origin)
      throws IOException {
    try (Index index = Index.in(medium.tables().open(failed -> {}), from.index())) {
      Way way = new Way(FileCopies::linkOrCopy, () -> false);
      return take(index, medium.disk(), from, way, to.toAbsolutePath(), origin);
    }
  }

  /** Copies a store whose files are not unlinked meanwhile. */
  static Report take(Index index, Disk disk, StorePaths from, Way way, Path to, Origin origin)
      throws IOException {
    if (disk.exists(to)) {
      throw new FileAlreadyExistsException(to.toString(), null, "there is something already");
    }
    Path unfinished = to.resolveSibling(UNFINISHED_PREFIX + to.getFileName());
    DiskTrees.delete(disk, unfinished);
    try {
      disk.createDirectories(unfinished);
      Report report = new Backup(index, disk, from, way, unfinished).fill(origin);
      disk.move(unfinished, to);
      disk.syncDirectory(to.getParent());
      return report;
    } catch (IOException | RuntimeException e) {
      removeUnfinished(disk, unfinished, e);
      throw e;
    }
  }

  /** Its links keep what was deleted since on the disk. */
  private static void removeUnfinished(Disk disk, Path unfinished, Exception failure) {
    try {
      DiskTrees.delete(disk, unfinished);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Removes what copies that were being made when a process ended have left in a directory. */
  static void removeUnfinished(Disk disk, Path backups) throws IOException {
    if (!disk.exists(backups)) {
      return;
    }
    for (Path backup : disk.list(backups)) {
      if (backup.getFileName().toString().startsWith(UNFINISHED_PREFIX)) {
        DiskTrees.delete(disk, backup);
      }
    }
  }

  private Report fill(Origin origin) throws IOException {
    index.checkpoint(to.index());
    linkFiles();
    // After the checkpoint: all epochs that it has dots of are reserved in there.
    for (String name : SMALL_FILES) {
      copySmallFile(name);
    }
    Report report = new Report(keys, files, bytes, missing);
    disk.writeSynced(to.root().resolve(MANIFEST), manifest(origin, report));
    for (Path directory : directories) {
      disk.syncDirectory(directory);
    }
    disk.syncDirectory(to.index());
    disk.syncDirectory(to.root());
    return report;
  }

  private void linkFiles() throws IOException {
    disk.createDirectories(to.blobs());
    directories.add(to.blobs());
    try (Index copy = Index.lookingAt(RocksTable.openReadOnly(to.index()), to.index())) {
      copy.records(
          IndexKeys.partition(0),
          (row, value) -> {
            requireGoingOn();
            link(IndexKeys.recordOf(row).key(), IndexRecordCodec.decode(value));
            return true;
          });
    }
  }

  private void link(BlobKey key, StoredRecord stored) throws IOException {
    keys++;
    for (int i = 0; i < stored.places().size(); i++) {
      if (stored.places().get(i) == Place.FILE) {
        link(BlobFiles.name(key, stored.record().object().live().get(i).dot()));
      }
    }
  }

  private void link(String name) throws IOException {
    Path file = BlobDirectories.relative(name);
    Path second = to.blobs().resolve(file);
    if (directories.add(second.getParent())) {
      disk.createDirectories(second.getParent());
      directories.add(second.getParent().getParent());
    }
    try {
      way.link.link(from.blobs().resolve(file), second);
      files++;
      bytes += disk.facts(second).sizeBytes();
    } catch (NoSuchFileException gone) {
      missing++;
    }
  }

  private void requireGoingOn() {
    if (way.isStopped.getAsBoolean()) {
      throw new StorageFailure(StorageFailure.Kind.CLOSED, "the store is closing");
    }
  }

  private void copySmallFile(String name) throws IOException {
    byte[] content;
    try (ReadableFile file = disk.open(from.root().resolve(name))) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
      while (bytes.hasRemaining()) {
        if (file.read(bytes, bytes.position()) < 0) {
          throw new IOException(name + " ends too early");
        }
      }
      content = bytes.array();
    } catch (NoSuchFileException absent) {
      return;
    }
    disk.writeSynced(to.root().resolve(name), content);
  }

  private static byte[] manifest(Origin origin, Report report) {
    return new JsonObject()
        .put("format", FORMAT)
        .put("made", Instant.now().toString())
        .put("node", origin.node().toString())
        .put("incarnation", origin.incarnation().toString())
        .put("keys", report.keys())
        .put("files", report.files())
        .put("bytes", report.bytes())
        .put("missing", report.missing())
        .encodePrettily()
        .concat("\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
