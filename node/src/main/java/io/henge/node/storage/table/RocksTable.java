package io.henge.node.storage.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileReader;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A table in RocksDB, each family in a column family of its name. */
public final class RocksTable implements Table {
  private static final Logger LOG = LoggerFactory.getLogger(RocksTable.class);

  /**
   * So many glances are left out after one that saw nothing: RocksDB's Java binding says so by an
   * exception, which costs as much as dozens of glances that see something. So a table most of
   * which is on the disk alone is hardly glanced at.
   */
  static final int GLANCES_LEFT_OUT = 31;

  private final RocksOptions options;
  private final DBOptions databaseOptions;
  private final RocksDB database;
  private final List<ColumnFamilyHandle> handles;
  private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced = new WriteOptions();
  private final ReadOptions lookups = new ReadOptions().setVerifyChecksums(true);

  /** Nothing is read that is not in memory. */
  private final ReadOptions glances =
      new ReadOptions().setVerifyChecksums(true).setReadTier(ReadTier.BLOCK_CACHE_TIER);

  /** What a scan passes is not worth a place in the cache. */
  private final ReadOptions scans = new ReadOptions().setVerifyChecksums(true).setFillCache(false);

  private final LossMark lossMark;
  private final boolean lostWrites;

  /** How many glances are still to be left out. */
  private final AtomicInteger glancesLeftOut = new AtomicInteger();

  private RocksTable(
      RocksOptions options,
      DBOptions databaseOptions,
      RocksDB database,
      List<ColumnFamilyHandle> handles,
      LossMark lossMark,
      boolean lostWrites)
      throws RocksDBException {
    this.options = options;
    this.databaseOptions = databaseOptions;
    this.database = database;
    this.handles = handles;
    this.lossMark = lossMark;
    this.lostWrites = lostWrites;
    for (ColumnFamilyHandle handle : handles) {
      String name = new String(handle.getName(), StandardCharsets.US_ASCII);
      for (Family family : Family.values()) {
        if (family.text().equals(name)) {
          families.put(family, handle);
        }
      }
    }
  }

  /**
   * Opens a table, made anew if there is none. The native library is extracted into the directory
   * {@code lib} beside it, unless this process has loaded it before.
   *
   * @param failed is told when work that no call waits for fails; called on RocksDB's own threads
   * @throws TableException when it cannot be read
   */
  public static RocksTable open(Path directory, Consumer<TableException> failed)
      throws TableException {
    return open(new Opening(directory, failed, false));
  }

  /**
   * Opens a table that no other process uses, to look at it: neither it nor its directory changes.
   * Its log is read into memory, at most {@link RocksOptions#WAL_BYTES_MAX} of it as a rule.
   *
   * @throws TableException when there is none, or it cannot be read
   */
  public static RocksTable openReadOnly(Path directory) throws TableException {
    return open(new Opening(directory, failure -> {}, true));
  }

  private record Opening(Path directory, Consumer<TableException> failed, boolean readOnly) {
    LossMark lossMark() {
      return new LossMark(directory);
    }
  }

  private static RocksTable open(Opening opening) throws TableException {
    loadLibrary(opening);
    try {
      return open(
          opening, WALRecoveryMode.TolerateCorruptedTailRecords, opening.lossMark().isSet());
    } catch (RocksDBException e) {
      if (!isCorruption(e.getStatus())) {
        throw failure("opening " + opening.directory, e);
      }
      return openDamaged(opening, e);
    }
  }

  /** The log holds a record that does not match its checksum. */
  private static RocksTable openDamaged(Opening opening, RocksDBException found)
      throws TableException {
    try {
      LossMark lossMark = opening.lossMark();
      boolean lostWrites = lossMark.isSet() || !LogTail.isTorn(opening.directory);
      if (!opening.readOnly && lostWrites) {
        LOG.error("the log of the index is damaged, what follows is lost: {}", found.getMessage());
        // Opening drops the log, and with it what the loss is known by.
        lossMark.set();
      } else if (!opening.readOnly) {
        LOG.info("the end of the log was never synced and is dropped: {}", found.getMessage());
      }
      return open(opening, WALRecoveryMode.PointInTimeRecovery, lostWrites);
    } catch (IOException e) {
      throw new TableException(TableException.Kind.FAILED, "the damaged log: " + e, e);
    } catch (RocksDBException e) {
      throw failure("opening " + opening.directory, e);
    }
  }

  private static void loadLibrary(Opening opening) throws TableException {
    Path directory = opening.directory.toAbsolutePath().resolveSibling("lib");
    try {
      if (opening.readOnly) {
        NativeLibrary.loadWithoutTrace(directory);
      } else {
        NativeLibrary.load(directory);
      }
    } catch (IOException e) {
      throw new TableException(TableException.Kind.FAILED, e.getMessage(), e);
    }
  }

  private static RocksTable open(Opening opening, WALRecoveryMode recovery, boolean lostWrites)
      throws RocksDBException {
    RocksOptions options = new RocksOptions(opening.failed);
    DBOptions databaseOptions =
        opening.readOnly ? options.readOnlyDatabase(recovery) : options.database(recovery);
    String path = opening.directory.toString();
    try {
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      List<ColumnFamilyDescriptor> families =
          descriptors(opening.directory, options, !opening.readOnly);
      RocksDB database =
          opening.readOnly
              ? RocksDB.openReadOnly(databaseOptions, path, families, handles)
              : RocksDB.open(databaseOptions, path, families, handles);
      return new RocksTable(
          options, databaseOptions, database, handles, opening.lossMark(), lostWrites);
    } catch (RocksDBException e) {
      databaseOptions.close();
      options.close();
      throw e;
    }
  }

  /** A newer table may have families that this program does not know; it must open all. */
  private static List<ColumnFamilyDescriptor> descriptors(
      Path directory, RocksOptions options, boolean makeMissing) throws RocksDBException {
    Set<String> names = new LinkedHashSet<>();
    names.add(new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.US_ASCII));
    for (Family family : makeMissing ? Family.values() : new Family[0]) {
      names.add(family.text());
    }
    try (Options listing = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(listing, directory.toString())) {
        names.add(new String(name, StandardCharsets.US_ASCII));
      }
    }
    return names.stream()
        .map(
            name ->
                new ColumnFamilyDescriptor(
                    name.getBytes(StandardCharsets.US_ASCII), options.family(name)))
        .toList();
  }

  /** The log was damaged, so that writes after the damage, synced or not, are lost. */
  @Override
  public boolean lostWrites() {
    return lostWrites;
  }

  @Override
  public void lossIsNoted() throws TableException {
    try {
      lossMark.remove();
    } catch (IOException e) {
      throw new TableException(
          TableException.Kind.FAILED, "removing the mark of a loss: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<byte[]> get(Family family, byte[] key) throws TableException {
    try {
      return Optional.ofNullable(database.get(handle(family), lookups, key));
    } catch (RocksDBException e) {
      throw failure("reading", e);
    }
  }

  @Override
  public Optional<Found> glance(Family family, byte[] key) {
    if (glancesLeftOut.get() > 0 && glancesLeftOut.getAndDecrement() > 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Found(Optional.ofNullable(database.get(handle(family), glances, key))));
    } catch (RocksDBException | TableException notInMemory) {
      glancesLeftOut.set(GLANCES_LEFT_OUT);
      return Optional.empty();
    }
  }

  @Override
  public void write(TableBatch batch, Durability durability) throws TableException {
    try (WriteBatch writes = new WriteBatch()) {
      if (durability == Durability.UNSYNCED) {
        writes.putLogData(LogTail.UNSYNCED);
      }
      for (TableBatch.Write write : batch.writes()) {
        ColumnFamilyHandle family = families.get(write.family());
        if (write.value().isPresent()) {
          writes.put(family, write.key(), write.value().get());
        } else {
          writes.delete(family, write.key());
        }
      }
      database.write(durability == Durability.SYNCED ? synced : unsynced, writes);
    } catch (RocksDBException e) {
      throw failure("writing", e);
    }
  }

  @Override
  public void scan(Family family, byte[] from, Visitor visitor) throws IOException {
    try (RocksIterator rows = database.newIterator(handle(family), scans)) {
      rows.seek(from);
      while (rows.isValid() && visitor.row(rows.key(), rows.value())) {
        rows.next();
      }
      rows.status();
    } catch (RocksDBException e) {
      throw failure("scanning", e);
    }
  }

  /** A table that was only opened to look at it may be one that was never made to the end. */
  private ColumnFamilyHandle handle(Family family) throws TableException {
    ColumnFamilyHandle handle = families.get(family);
    if (handle == null) {
      throw new TableException(
          TableException.Kind.CORRUPT, "the index lacks its family " + family.text(), null);
    }
    return handle;
  }

  @Override
  public void verify() throws TableException {
    try {
      database.verifyChecksum();
    } catch (RocksDBException e) {
      throw failure("verifying", e);
    }
  }

  /**
   * All in memory goes to files first: then the log, which is not verified, is not needed for
   * anything written before.
   */
  @Override
  public List<Part> parts() throws TableException {
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      database.flush(waiting, handles);
      return database.getLiveFilesMetaData().stream()
          .map(file -> new Part(file.path() + file.fileName(), file.size()))
          .toList();
    } catch (RocksDBException e) {
      throw failure("verifying", e);
    }
  }

  @Override
  public void verify(Part part) throws TableException {
    try {
      verify(part.name());
    } catch (RocksDBException e) {
      throw failure("verifying", e);
    }
  }

  private void verify(String file) throws RocksDBException {
    try (Options plain = new Options();
        SstFileReader reader = new SstFileReader(plain)) {
      reader.open(file);
      reader.verifyChecksum();
    } catch (RocksDBException e) {
      // A compaction may have replaced the file since it was listed.
      if (database.getLiveFilesMetaData().stream()
          .anyMatch(live -> (live.path() + live.fileName()).equals(file))) {
        throw e;
      }
    }
  }

  @Override
  public void checkpoint(Path directory) throws TableException {
    try (Checkpoint checkpoint = Checkpoint.create(database)) {
      checkpoint.createCheckpoint(directory.toString());
    } catch (RocksDBException e) {
      throw failure("copying", e);
    }
  }

  @Override
  public Optional<TableException> backgroundFailure() {
    try {
      if (database.getLongProperty("rocksdb.background-errors") == 0) {
        return Optional.empty();
      }
    } catch (RocksDBException e) {
      return Optional.of(failure("asking for failures of", e));
    }
    // RocksDB says what it was to the next write, if to nobody before.
    try (WriteBatch nothing = new WriteBatch()) {
      database.write(unsynced, nothing);
    } catch (RocksDBException e) {
      return Optional.of(failure("work in the background of", e));
    }
    return Optional.of(
        new TableException(
            TableException.Kind.FAILED, "work in the background of the index failed", null));
  }

  @Override
  public Needs needs() throws TableException {
    long bufferedBytes = 0;
    long storedBytes = 0;
    try {
      for (ColumnFamilyHandle family : handles) {
        bufferedBytes += database.getLongProperty(family, "rocksdb.cur-size-all-mem-tables");
        storedBytes += database.getLongProperty(family, "rocksdb.live-sst-files-size");
      }
    } catch (RocksDBException e) {
      throw failure("asking for the size of", e);
    }
    return new Needs(
        Math.min(storedBytes, RocksOptions.REWRITTEN_BYTES_MAX) + bufferedBytes,
        bufferedBytes + RocksOptions.OPENING_BYTES);
  }

  @Override
  public void allowRewriting(boolean isRoom) throws TableException {
    MutableColumnFamilyOptions change =
        MutableColumnFamilyOptions.builder().setDisableAutoCompactions(!isRoom).build();
    try {
      for (ColumnFamilyHandle family : handles) {
        database.setOptions(family, change);
      }
    } catch (RocksDBException e) {
      throw failure("changing the options of", e);
    }
  }

  @Override
  public void limitRewriting(long bytesPerSecond) {
    options.limitRewriting(bytesPerSecond);
  }

  @Override
  public void close() {
    handles.forEach(ColumnFamilyHandle::close);
    database.close();
    synced.close();
    unsynced.close();
    lookups.close();
    glances.close();
    scans.close();
    databaseOptions.close();
    options.close();
  }

  private static TableException failure(String step, RocksDBException cause) {
    return failure(step + " the index: " + cause.getMessage(), cause.getStatus(), cause);
  }

  static TableException failure(String message, Status status, RocksDBException cause) {
    TableException.Kind kind = TableException.Kind.FAILED;
    if (isCorruption(status)) {
      kind = TableException.Kind.CORRUPT;
    } else if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
      kind = TableException.Kind.NO_SPACE;
    } else if (isNoDescriptor(status)) {
      kind = TableException.Kind.NO_DESCRIPTOR;
    }
    return new TableException(kind, message, cause);
  }

  /** RocksDB has no code for it, but says what the operating system said. */
  private static boolean isNoDescriptor(Status status) {
    return status != null
        && status.getCode() == Status.Code.IOError
        && String.valueOf(status.getState()).contains("Too many open files");
  }

  private static boolean isCorruption(Status status) {
    return status != null && status.getCode() == Status.Code.Corruption;
  }
}
