package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.TableBatch;
import io.henge.node.storage.table.TableOpener;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.Partitions;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/**
 * Makes a new index from the blob files, each of which says whose it is and of which version. The
 * index that was there is kept under another name.
 *
 * <p>The files of one key are in one directory, so one directory at a time is enough to see all of
 * a key. Which of its versions are live follows from their own pasts, by the same merging as
 * everywhere. The new index stands aside until it is whole and durable; whoever is stopped before
 * that begins anew, because files may come and go in between.
 *
 * <p>It is not marked as filled (rule W5): what was in the old index alone cannot come back, and
 * nobody knows what that was. Those are small bodies, tombstones, records of answered requests, and
 * what contexts covered beyond the pasts of the versions that are in files. Nor are there marks of
 * the dots made here, so that the node takes new epochs (rule V1).
 */
public final class IndexRebuild {
  /** The name of the index under way. */
  public static final String NEW = "index.new";

  /** What the names of indices that were put aside begin with; a number follows. */
  public static final String OLD_PREFIX = "index.old-";

  private static final int DIRECTORIES_PER_WRITE = 64;

  private final Disk disk;
  private final StorePaths paths;
  private final Partitions partitions;
  private final long chainNumber;
  private final IntToLongFunction removalNumbers;
  private final Listener listener;
  private final BlobFiles files;
  private long keys;
  private long versions;
  private long bytes;
  private long replaced;
  private long corrupt;
  private long skipped;

  private IndexRebuild(Disk disk, StorePaths paths, Target target, Listener listener) {
    this.disk = disk;
    this.paths = paths;
    this.partitions = target.partitions();
    this.chainNumber = target.chainNumber();
    this.removalNumbers = target.removalNumbers();
    this.listener = listener;
    this.files =
        new BlobFiles(
            disk,
            paths.blobs(),
            new Quarantine(disk, paths.quarantine()),
            new StorageHealth(),
            CommitSteps.UNOBSERVED);
  }

  /** Is told of what does not come back, and of how far it is, on the thread that works. */
  public interface Listener {
    /** Called for each file that is not taken, with the reason. */
    void leftOut(Path file, String why);

    /** Called after each directory. */
    default void progress(Totals soFar) {}
  }

  /**
   * What was done.
   *
   * @param keys records made
   * @param versions live versions in them
   * @param bytes the length of their bodies together
   * @param replaced files of versions that others replaced; the next start unlinks them
   * @param corrupt files that were moved to quarantine
   * @param skipped other files that do not belong there; they stay
   */
  public record Totals(
      long keys, long versions, long bytes, long replaced, long corrupt, long skipped) {}

  /**
   * What the index is made for.
   *
   * @param partitions into how many the keys are divided
   * @param chainNumber the number of the chain entry that says so
   * @param removalNumbers those of the partitions: what a removal took away left no file behind
   * @param tables opens the table in {@link #NEW}
   */
  public record Target(
      Partitions partitions,
      long chainNumber,
      IntToLongFunction removalNumbers,
      TableOpener tables) {}

  /** Where the new index is made. */
  public static Path newIndex(StorePaths paths) {
    return paths.root().resolve(NEW);
  }

  /**
   * Makes the index, in a directory that the caller holds; waits for the disk. When it fails or is
   * stopped, all is as before, but for corrupt files that are in quarantine and a directory {@link
   * #NEW} that the next attempt removes.
   */
  public static Totals run(Disk disk, StorePaths paths, Target target, Listener listener)
      throws IOException {
    return new IndexRebuild(disk, paths, target, listener).run(target.tables());
  }

  /**
   * Makes only the order of names anew, of the records of an index that can be read, in a directory
   * that the caller holds; waits for the disk. When it is stopped, the next start does it.
   */
  public static void runForNames(Medium medium, StorePaths paths) throws IOException {
    try (Index index = Index.in(medium.tables().open(failed -> {}), paths.index())) {
      index.remakeNames();
    }
  }

  private Totals run(TableOpener tables) throws IOException {
    Path made = newIndex(paths);
    DiskTrees.delete(disk, made);
    disk.createDirectories(made);
    try (Index index = Index.in(tables.open(failed -> {}), made)) {
      fill(index);
    }
    disk.syncDirectory(made);
    Optional<Path> old = oldIndex();
    if (old.isPresent()) {
      disk.move(paths.index(), old.get());
    } else {
      DiskTrees.delete(disk, paths.index());
    }
    disk.move(made, paths.index());
    disk.syncDirectory(paths.root());
    return totals();
  }

  /** The name for the index that was there, if there is anything in it. */
  private Optional<Path> oldIndex() throws IOException {
    if (!disk.exists(paths.index()) || disk.list(paths.index()).isEmpty()) {
      return Optional.empty();
    }
    int number = 1;
    while (disk.exists(paths.root().resolve(OLD_PREFIX + number))) {
      number++;
    }
    return Optional.of(paths.root().resolve(OLD_PREFIX + number));
  }

  private void fill(Index index) throws IOException {
    BitSet existing =
        BlobDirectories.existing(
            disk, paths.blobs(), stray -> leaveOut(stray, "it does not belong there"));
    TableBatch batch = new TableBatch();
    int gathered = 0;
    for (int directory = existing.nextSetBit(0);
        directory >= 0;
        directory = existing.nextSetBit(directory + 1)) {
      addDirectory(directory, batch);
      gathered++;
      if (gathered == DIRECTORIES_PER_WRITE) {
        index.writeUnsynced(batch);
        batch = new TableBatch();
        gathered = 0;
      }
      listener.progress(totals());
    }
    // A synced write makes all before it durable.
    index.writeUnsynced(batch);
    index.writeFormat();
  }

  private void addDirectory(int directory, TableBatch batch) throws IOException {
    Map<BlobKey, List<Version>> found = new TreeMap<>();
    List<Path> names =
        disk.list(BlobDirectories.path(paths.blobs(), directory)).stream().sorted().toList();
    for (Path file : names) {
      String name = file.getFileName().toString();
      if (BlobDirectories.belongs(name, directory)) {
        verified(file, name)
            .ifPresent(
                footer ->
                    found
                        .computeIfAbsent(footer.key(), none -> new ArrayList<>())
                        .add(footer.version()));
      } else {
        leaveOut(file, "it does not belong there");
      }
    }
    found.forEach((key, theirs) -> addKey(key, theirs, batch));
  }

  private Optional<BlobFooter> verified(Path file, String name) throws IOException {
    try {
      return Optional.of(files.verify(name));
    } catch (StorageFailure e) {
      if (e.kind() != StorageFailure.Kind.CORRUPT) {
        throw e;
      }
      corrupt++;
      listener.leftOut(file, e.getMessage() + "; moved to quarantine");
      return Optional.empty();
    }
  }

  private void addKey(BlobKey key, List<Version> found, TableBatch batch) {
    BlobObject object = BlobObject.EMPTY;
    for (Version version : found) {
      object = object.merge(BlobObject.written(version));
    }
    PartitionedKey partitioned = new PartitionedKey(partitions.partitionOf(KeyHash.of(key)), key);
    IndexRecord record =
        new IndexRecord(
            object,
            Optional.empty(),
            chainNumber,
            removalNumbers.applyAsLong(partitioned.partition()));
    List<Place> places = Collections.nCopies(object.live().size(), Place.FILE);
    batch.put(
        Family.RECORDS,
        IndexKeys.record(partitioned),
        IndexRecordCodec.encode(new StoredRecord(record, places)));
    NameOrder.add(batch, partitioned);
    keys++;
    for (Version version : found) {
      if (object.version(version.dot()).isPresent()) {
        versions++;
        bytes += version.content().orElseThrow().sizeBytes();
      } else {
        Index.putUnlink(batch, BlobFiles.name(key, version.dot()));
        replaced++;
      }
    }
  }

  private void leaveOut(Path file, String why) {
    skipped++;
    listener.leftOut(file, why);
  }

  private Totals totals() {
    return new Totals(keys, versions, bytes, replaced, corrupt, skipped);
  }
}
