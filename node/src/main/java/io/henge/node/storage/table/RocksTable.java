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
import java.util.function.Consumer;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A table in RocksDB, each family in a column family of its name. */
public final class RocksTable implements Table {
  private static final Logger LOG = LoggerFactory.getLogger(RocksTable.class);

  private final RocksOptions options;
  private final DBOptions databaseOptions;
  private final RocksDB database;
  private final List<ColumnFamilyHandle> handles;
  private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced = new WriteOptions();
  private final boolean lostWrites;

  private RocksTable(
      RocksOptions options,
      DBOptions databaseOptions,
      RocksDB database,
      List<ColumnFamilyHandle> handles,
      boolean lostWrites)
      throws RocksDBException {
    this.options = options;
    this.databaseOptions = databaseOptions;
    this.database = database;
    this.handles = handles;
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
   * Opens a table, made anew if there is none.
   *
   * @param failed is told when work that no call waits for fails; called on RocksDB's own threads
   * @throws TableException when it cannot be read
   */
  public static RocksTable open(Path directory, Consumer<TableException> failed)
      throws TableException {
    try {
      // After a power cut the log may end in the midst of an unsynced write, but nowhere else.
      return open(directory, failed, WALRecoveryMode.TolerateCorruptedTailRecords, false);
    } catch (RocksDBException e) {
      if (!isCorruption(e.getStatus())) {
        throw failure("opening " + directory, e);
      }
      LOG.error("the log of the index is damaged, what follows is lost: {}", e.getMessage());
    }
    try {
      return open(directory, failed, WALRecoveryMode.PointInTimeRecovery, true);
    } catch (RocksDBException e) {
      throw failure("opening " + directory, e);
    }
  }

  private static RocksTable open(
      Path directory, Consumer<TableException> failed, WALRecoveryMode recovery, boolean lostWrites)
      throws RocksDBException {
    RocksOptions options = new RocksOptions(failed);
    DBOptions databaseOptions = options.database(recovery);
    try {
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      RocksDB database =
          RocksDB.open(
              databaseOptions, directory.toString(), descriptors(directory, options), handles);
      return new RocksTable(options, databaseOptions, database, handles, lostWrites);
    } catch (RocksDBException e) {
      databaseOptions.close();
      options.close();
      throw e;
    }
  }

  /** A newer table may have families that this program does not know; it must open all. */
  private static List<ColumnFamilyDescriptor> descriptors(Path directory, RocksOptions options)
      throws RocksDBException {
    Set<String> names = new LinkedHashSet<>();
    names.add(new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.US_ASCII));
    for (Family family : Family.values()) {
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
  public Optional<byte[]> get(Family family, byte[] key) throws TableException {
    try {
      return Optional.ofNullable(database.get(families.get(family), key));
    } catch (RocksDBException e) {
      throw failure("reading", e);
    }
  }

  @Override
  public void write(TableBatch batch, Durability durability) throws TableException {
    try (WriteBatch writes = new WriteBatch()) {
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
    try (RocksIterator rows = database.newIterator(families.get(family))) {
      rows.seek(from);
      while (rows.isValid() && visitor.row(rows.key(), rows.value())) {
        rows.next();
      }
      rows.status();
    } catch (RocksDBException e) {
      throw failure("scanning", e);
    }
  }

  @Override
  public void verify() throws TableException {
    try {
      database.verifyChecksum();
    } catch (RocksDBException e) {
      throw failure("verifying", e);
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
  public void close() {
    handles.forEach(ColumnFamilyHandle::close);
    database.close();
    synced.close();
    unsynced.close();
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
    }
    return new TableException(kind, message, cause);
  }

  private static boolean isCorruption(Status status) {
    return status != null && status.getCode() == Status.Code.Corruption;
  }
}
