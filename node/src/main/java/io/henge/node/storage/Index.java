package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.ring.codec.CodecException;
import io.henge.ring.version.Dot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the node knows of its keys, in RocksDB: the records, the bodies that are small, and a few
 * facts about the index itself, among them the files that are to be unlinked. All calls may wait
 * for the disk; reads may run at once with each other and with the one writer.
 */
final class Index implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Index.class);

  /** The format that is written, and the newest that can be opened. */
  static final int FORMAT = 1;

  static final String RECORDS = "records";
  static final String BODIES = "bodies";
  static final String META = "meta";

  private static final byte[] FORMAT_KEY = ascii("format");
  private static final byte[] FILLED_KEY = ascii("filled");
  private static final String UNLINK_PREFIX = "unlink/";

  private final IndexOptions options;
  private final DBOptions databaseOptions;
  private final RocksDB database;
  private final Map<String, ColumnFamilyHandle> families;
  private final WriteOptions synced = new WriteOptions().setSync(true);

  private Index(
      IndexOptions options,
      DBOptions databaseOptions,
      RocksDB database,
      Map<String, ColumnFamilyHandle> families) {
    this.options = options;
    this.databaseOptions = databaseOptions;
    this.database = database;
    this.families = families;
  }

  /**
   * Opens the index, made anew if there is none. An index whose log is damaged has lost what stood
   * behind the damage, synced or not, and so is not filled any more (rule W5).
   *
   * @throws NewerFormatException when a newer program made it
   * @throws IOException when it cannot be read
   */
  static Index open(Path directory, StorageHealth health) throws IOException {
    try {
      // After a power cut the log may end in the midst of an unsynced write, but nowhere else.
      return open(directory, health, WALRecoveryMode.TolerateCorruptedTailRecords);
    } catch (RocksDBException e) {
      if (e.getStatus() == null || e.getStatus().getCode() != Status.Code.Corruption) {
        throw unreadable(directory, e);
      }
      LOG.error("the log of the index is damaged, what follows is lost: {}", e.getMessage());
    }
    try {
      Index index = open(directory, health, WALRecoveryMode.PointInTimeRecovery);
      try (IndexBatch batch = index.batch()) {
        batch.delete(META, FILLED_KEY);
        index.write(batch);
      }
      return index;
    } catch (RocksDBException e) {
      throw unreadable(directory, e);
    }
  }

  private static IOException unreadable(Path directory, RocksDBException cause) {
    return new IOException("the index in %s: %s".formatted(directory, cause.getMessage()), cause);
  }

  private static Index open(Path directory, StorageHealth health, WALRecoveryMode recovery)
      throws IOException, RocksDBException {
    IndexOptions options = new IndexOptions(health);
    DBOptions databaseOptions = options.database(recovery);
    try {
      List<ColumnFamilyDescriptor> descriptors = descriptors(directory, options);
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      RocksDB database = RocksDB.open(databaseOptions, directory.toString(), descriptors, handles);
      Map<String, ColumnFamilyHandle> families = new TreeMap<>();
      for (ColumnFamilyHandle handle : handles) {
        families.put(new String(handle.getName(), StandardCharsets.US_ASCII), handle);
      }
      Index index = new Index(options, databaseOptions, database, families);
      index.checkFormat(directory);
      return index;
    } catch (RocksDBException e) {
      databaseOptions.close();
      options.close();
      throw e;
    }
  }

  /** A newer index may have families that this program does not know; it must open all. */
  private static List<ColumnFamilyDescriptor> descriptors(Path directory, IndexOptions options)
      throws RocksDBException {
    Set<String> names = new LinkedHashSet<>();
    names.add(new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.US_ASCII));
    names.addAll(List.of(RECORDS, BODIES, META));
    try (Options listing = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(listing, directory.toString())) {
        names.add(new String(name, StandardCharsets.US_ASCII));
      }
    }
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (String name : names) {
      descriptors.add(new ColumnFamilyDescriptor(ascii(name), options.family(name)));
    }
    return descriptors;
  }

  private void checkFormat(Path directory) throws IOException, RocksDBException {
    Optional<byte[]> stored = get(META, FORMAT_KEY);
    int format = stored.map(bytes -> ByteBuffer.wrap(bytes).getInt()).orElse(FORMAT);
    if (format > FORMAT) {
      close();
      throw new NewerFormatException("the index in " + directory, format, FORMAT);
    }
    if (stored.isEmpty()) {
      try (IndexBatch batch = batch()) {
        batch.put(META, FORMAT_KEY, ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT).array());
        write(batch);
      }
    }
  }

  /** The record of a key. Throws StorageFailure CORRUPT when it cannot be read as one. */
  Optional<StoredRecord> record(PartitionedKey key) throws IOException, RocksDBException {
    Optional<byte[]> bytes = get(RECORDS, IndexKeys.record(key));
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(IndexRecordCodec.decode(bytes.get()));
    } catch (CodecException e) {
      throw new StorageFailure(
          StorageFailure.Kind.CORRUPT, "the record of " + key.key() + ": " + e.getMessage(), e);
    }
  }

  /** The stored value of a small body: four bytes of CRC32C and the bytes, not yet compared. */
  Optional<byte[]> body(PartitionedKey key, Dot dot) throws RocksDBException {
    return get(BODIES, IndexKeys.body(key, dot));
  }

  /** Whether the index has been marked as filled. */
  boolean isFilled() throws RocksDBException {
    return get(META, FILLED_KEY).isPresent();
  }

  /**
   * Notes a file that is about to get its name as one to be unlinked; the change that names it
   * takes the note back. Survives the end of this process at once, and a power cut only with the
   * next synced write.
   */
  void expectUnlink(String name) throws RocksDBException {
    database.put(families.get(META), ascii(UNLINK_PREFIX + name), new byte[0]);
  }

  /** The names of blob files that no record names any more and that may still be there. */
  List<String> unlinks() throws RocksDBException {
    List<String> names = new ArrayList<>();
    try (RocksIterator entries = database.newIterator(families.get(META))) {
      for (entries.seek(ascii(UNLINK_PREFIX)); entries.isValid(); entries.next()) {
        String key = new String(entries.key(), StandardCharsets.US_ASCII);
        if (!key.startsWith(UNLINK_PREFIX)) {
          break;
        }
        names.add(key.substring(UNLINK_PREFIX.length()));
      }
      entries.status();
    }
    return names;
  }

  private Optional<byte[]> get(String family, byte[] key) throws RocksDBException {
    return Optional.ofNullable(database.get(families.get(family), key));
  }

  /** Begins a group of writes. */
  IndexBatch batch() {
    return new IndexBatch(families);
  }

  static void putFilled(IndexBatch batch) throws RocksDBException {
    batch.put(META, FILLED_KEY, new byte[0]);
  }

  static void putUnlink(IndexBatch batch, String name) throws RocksDBException {
    batch.put(META, ascii(UNLINK_PREFIX + name), new byte[0]);
  }

  static void deleteUnlink(IndexBatch batch, String name) throws RocksDBException {
    batch.delete(META, ascii(UNLINK_PREFIX + name));
  }

  /** Makes a group durable, as a whole or not at all. */
  void write(IndexBatch batch) throws RocksDBException {
    database.write(synced, batch.writes());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** No call may be running or follow. */
  @Override
  public void close() {
    families.values().forEach(ColumnFamilyHandle::close);
    database.close();
    synced.close();
    databaseOptions.close();
    options.close();
  }
}
