package io.henge.node.storage;

import io.henge.node.storage.Finding.Kind;
import io.henge.node.storage.table.TableException;
import io.henge.ring.Partitions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Checks all of a store that no node uses, and changes nothing: the index and its checksums, every
 * record, every body of a live version, and what lies around besides.
 *
 * <p>Records and files are gone through together, partition by partition: a partition is a range of
 * records and, because both follow the hash of the key, also a range of directories. So what must
 * be remembered at once is what one partition holds.
 */
public final class Fsck {
  private final Medium medium;
  private final StorePaths paths;
  private final Expectations expected;
  private final Listener listener;
  private final Tally tally = new Tally();

  private Fsck(Medium medium, StorePaths paths, Expectations expected, Listener listener) {
    this.medium = medium;
    this.paths = paths;
    this.expected = expected;
    this.listener = listener;
  }

  /**
   * What the check cannot know from the store itself.
   *
   * @param partitions into how many the keys are divided; if not known, then whether records are
   *     where they belong is not checked, and all file names are held in memory at once
   * @param epochsReserved the first epoch that is not reserved, if known
   * @param readsBodies whether the bytes of large bodies are read and compared; otherwise only that
   *     the files are there and describe themselves as they should
   */
  public record Expectations(
      Optional<Partitions> partitions, OptionalLong epochsReserved, boolean readsBodies) {}

  /** Is told of what is found and of how far the check is, on the thread that checks. */
  public interface Listener {
    /** Called for each finding. */
    void found(Finding finding);

    /** Called after each record and each file. */
    default void progress(Totals soFar) {}
  }

  /**
   * What was gone through.
   *
   * @param keys records
   * @param versions live versions, tombstones included
   * @param smallBodies bodies in the index that are whole
   * @param files blob files that are live versions' and whole
   * @param bytes the length of these bodies together
   */
  public record Totals(long keys, long versions, long smallBodies, long files, long bytes) {}

  /**
   * Checks the store in a directory that the caller holds; waits for the disk.
   *
   * @param medium whose table is opened for this; best one that only looks ({@link
   *     Medium#readOnly})
   * @throws IOException when it was made by a newer program, or a directory cannot be listed
   */
  public static Totals run(
      Medium medium, StorePaths paths, Expectations expected, Listener listener)
      throws IOException {
    return new Fsck(medium, paths, expected, listener).run();
  }

  private Totals run() throws IOException {
    FileCheck files =
        new FileCheck(medium.disk(), paths, expected.readsBodies(), tally, this::found);
    Optional<Index> index = open();
    try {
      if (index.isPresent()) {
        check(index.get(), files);
      } else {
        files.checkAlone();
      }
    } finally {
      index.ifPresent(Index::close);
    }
    leftovers();
    return tally.totals();
  }

  private Optional<Index> open() throws IOException {
    if (!medium.disk().exists(paths.index()) || medium.disk().list(paths.index()).isEmpty()) {
      found(Kind.INDEX_UNREADABLE, "index", "there is none");
      return Optional.empty();
    }
    try {
      return Optional.of(Index.lookingAt(medium.tables().open(failed -> {}), paths.index()));
    } catch (TableException e) {
      found(Kind.INDEX_UNREADABLE, "index", e.getMessage());
      return Optional.empty();
    }
  }

  private void check(Index index, FileCheck files) throws IOException {
    if (index.lostWrites()) {
      found(Kind.INDEX_LOST_WRITES, "index", "its log is damaged; what followed there is lost");
    }
    try {
      index.verify();
    } catch (TableException e) {
      found(Kind.INDEX_CORRUPT, "index", e.getMessage());
    }
    if (index.damageNotes().count() > 0) {
      found(
          Kind.DAMAGE_NOTED,
          "index",
          index.damageNotes().count() + " bodies are known to be damaged and wanted from others");
    }
    Partitioned walk = new Partitioned(index, files);
    try {
      if (!index.isFilled()) {
        found(Kind.UNFILLED, "index", "this node does not vote until it is filled");
      }
      walk.run();
      checkForStrays(index);
      checkNames(index);
    } catch (TableException e) {
      found(Kind.INDEX_UNREADABLE, "index", e.getMessage() + "; the rest of it is not checked");
      files.checkAloneFrom(walk.firstDirectoryNotChecked());
    }
  }

  /** Goes through records and directories side by side. */
  private final class Partitioned {
    private final Index index;
    private final FileCheck files;
    private final RecordCheck records;
    private final Set<String> unlinks;
    private final Map<String, FileCheck.Wanted> wanted = new HashMap<>();
    private final int count = expected.partitions().map(Partitions::count).orElse(1);
    private int current;

    Partitioned(Index index, FileCheck files) throws IOException {
      this.index = index;
      this.files = files;
      this.records = new RecordCheck(index, expected, tally, Fsck.this::found);
      this.unlinks = new HashSet<>(index.unlinks());
    }

    void run() throws IOException {
      index.records(IndexKeys.partition(0), this::record);
      while (current < count) {
        endPartition();
      }
    }

    private boolean record(byte[] row, byte[] value) throws IOException {
      int partition = expected.partitions().isEmpty() ? 0 : IndexKeys.partitionOf(row);
      while (current < Math.min(partition, count)) {
        endPartition();
      }
      records.check(row, value, wanted);
      listener.progress(tally.totals());
      return true;
    }

    private void endPartition() throws IOException {
      int end = firstDirectory(current + 1);
      for (int directory = firstDirectory(current); directory < end; directory++) {
        files.check(directory, wanted, unlinks);
        listener.progress(tally.totals());
      }
      files.missing(wanted);
      wanted.clear();
      current++;
    }

    /** Directories are named by the first 16 bits of the hash, partitions by at most as many. */
    private int firstDirectory(int partition) {
      return partition * (FileCheck.DIRECTORIES / count);
    }

    int firstDirectoryNotChecked() {
      return firstDirectory(current);
    }
  }

  private void checkForStrays(Index index) throws IOException {
    long[] bodies = {0};
    index.bodies(
        (row, value) -> {
          bodies[0]++;
          return true;
        });
    long strays = bodies[0] - tally.smallBodiesMet();
    if (strays != 0) {
      found(Kind.STRAY_BODIES, "index", strays + " small bodies that no record names");
    }
  }

  /** Each record's name was looked for; whatever is there besides is nobody's. */
  private void checkNames(Index index) throws IOException {
    if (!index.hasNames()) {
      return;
    }
    long[] names = {0};
    index.names(
        new byte[0],
        (row, nothing) -> {
          names[0]++;
          return true;
        });
    long strays = names[0] - tally.namesMet();
    if (strays != 0) {
      found(Kind.STRAY_NAMES, "index", strays + " names of keys that have no record");
    }
  }

  private void leftovers() throws IOException {
    for (Path stage : list(paths.stage())) {
      found(Kind.STAGE, "stage/" + stage.getFileName(), "removed at the next start");
    }
    int count = list(paths.quarantine()).size();
    if (count > 0) {
      found(Kind.QUARANTINE, "quarantine", count + " corrupt copies were moved here");
    }
  }

  private List<Path> list(Path directory) throws IOException {
    return medium.disk().exists(directory)
        ? medium.disk().list(directory).stream().sorted().toList()
        : List.of();
  }

  private void found(Kind kind, String subject, String text) {
    found(new Finding(kind, subject, text));
  }

  private void found(Finding finding) {
    listener.found(finding);
  }

  /** Counts what is gone through. */
  static final class Tally {
    private long keys;
    private long versions;
    private long smallBodies;
    private long smallBodiesMet;
    private long namesMet;
    private long files;
    private long bytes;

    void record(int live) {
      keys++;
      versions += live;
    }

    /** A small body that a record names and that is there, whole or not. */
    void smallBodyMet() {
      smallBodiesMet++;
    }

    void smallBodyWhole(long sizeBytes) {
      smallBodies++;
      bytes += sizeBytes;
    }

    void fileWhole(long sizeBytes) {
      files++;
      bytes += sizeBytes;
    }

    long smallBodiesMet() {
      return smallBodiesMet;
    }

    /** The name of a record. */
    void nameMet() {
      namesMet++;
    }

    long namesMet() {
      return namesMet;
    }

    Totals totals() {
      return new Totals(keys, versions, smallBodies, files, bytes);
    }
  }
}
