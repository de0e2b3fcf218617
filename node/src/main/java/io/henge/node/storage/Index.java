package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.Table;
import io.henge.node.storage.table.TableBatch;
import io.henge.node.storage.table.TableException;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.Dot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the node knows of its keys: the records, the bodies that are small, and a few facts about
 * the index itself, among them the files that are to be unlinked. All calls but a glance may wait
 * for the disk; reads may run at once with each other and with the one writer.
 */
final class Index implements AutoCloseable {
  /** The format that is written, and the newest that can be opened. */
  static final int FORMAT = 2;

  /** The last format without an order of names. */
  private static final int WITHOUT_NAMES = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Index.class);
  private static final byte[] FORMAT_KEY = ascii("format");
  private static final byte[] FILLED_KEY = ascii("filled");
  private static final byte[] SCRUB_KEY = ascii("scrub");
  private static final String UNLINK_PREFIX = "unlink/";
  private static final String PARTITION_FILLED_PREFIX = "partition-filled/";

  private final Table table;
  private final DamageNotes damageNotes;
  private boolean hasNames = true;

  private Index(Table table) {
    this.table = table;
    this.damageNotes = new DamageNotes(table);
  }

  /**
   * The index in a table, which is its own from now on. When the table has lost writes, the index
   * is not filled any more (rule W5).
   *
   * @param where its name in messages
   * @throws NewerFormatException when a newer program made it
   */
  static Index in(Table table, Path where) throws IOException {
    Index index = new Index(table);
    try {
      index.check(where);
      return index;
    } catch (IOException e) {
      table.close();
      throw e;
    }
  }

  /**
   * Looks at a table that was just opened.
   *
   * @throws NewerFormatException when a newer program made it
   */
  void check(Path where) throws IOException {
    checkFormat(where);
    if (table.lostWrites()) {
      unfill();
      // In this order: a kill in between finds the loss again.
      table.lossIsNoted();
    }
    damageNotes.recount();
  }

  /**
   * The index in a table that is only looked at.
   *
   * @param where its name in messages
   * @throws NewerFormatException when a newer program made it
   */
  static Index lookingAt(Table table, Path where) throws IOException {
    Index index = new Index(table);
    try {
      index.hasNames = index.requireKnownFormat(where).orElse(FORMAT) != WITHOUT_NAMES;
      index.damageNotes.recount();
      return index;
    } catch (IOException e) {
      table.close();
      throw e;
    }
  }

  /** The format that is stored; empty when nothing is. */
  private OptionalInt requireKnownFormat(Path where) throws IOException {
    Optional<byte[]> stored = table.get(Family.META, FORMAT_KEY);
    if (stored.isEmpty()) {
      return OptionalInt.empty();
    }
    int format = ByteBuffer.wrap(stored.get()).getInt();
    if (format > FORMAT) {
      throw new NewerFormatException("the index in " + where, format, FORMAT);
    }
    return OptionalInt.of(format);
  }

  private void checkFormat(Path where) throws IOException {
    OptionalInt stored = requireKnownFormat(where);
    if (stored.orElse(FORMAT) == WITHOUT_NAMES) {
      LOG.info("making the order of names of the index in {}, once", where);
      NameOrder.make(table);
    }
    if (stored.orElse(0) != FORMAT) {
      writeFormat();
    }
  }

  /** Notes the format, and makes it and all that was written before durable. */
  void writeFormat() throws TableException {
    writeFormat(FORMAT);
  }

  private void writeFormat(int format) throws TableException {
    byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(format).array();
    write(new TableBatch().put(Family.META, FORMAT_KEY, value));
  }

  /** Makes the order of names anew, of the records that there are. */
  void remakeNames() throws IOException {
    // Whoever is stopped after this begins anew at the next start.
    writeFormat(WITHOUT_NAMES);
    NameOrder.make(table);
    writeFormat();
  }

  /** The record of a key. Throws StorageFailure CORRUPT when it cannot be read as one. */
  Optional<StoredRecord> record(PartitionedKey key) throws IOException {
    Optional<byte[]> bytes = table.get(Family.RECORDS, IndexKeys.record(key));
    return bytes.isEmpty() ? Optional.empty() : Optional.of(decode(key, bytes.get()));
  }

  /**
   * The record of a key, if that can be told without waiting for the disk; empty when it cannot.
   * Notes of damage may be on the disk, so as long as there are any, nothing is told. Throws
   * StorageFailure CORRUPT when the record cannot be read as one.
   */
  Optional<Glance> glance(PartitionedKey key) throws IOException {
    if (damageNotes.count() > 0) {
      return Optional.empty();
    }
    Optional<Table.Found> found = table.glance(Family.RECORDS, IndexKeys.record(key));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Optional<byte[]> bytes = found.get().value();
    return Optional.of(
        new Glance(bytes.isEmpty() ? Optional.empty() : Optional.of(undamaged(key, bytes.get()))));
  }

  /**
   * What a glance saw.
   *
   * @param record empty when the key has none
   */
  record Glance(Optional<StoredRecord> record) {}

  /** Reads a record as stored. Throws StorageFailure CORRUPT when it cannot be read as one. */
  StoredRecord decode(PartitionedKey key, byte[] bytes) throws IOException {
    StoredRecord stored = undamaged(key, bytes);
    return stored.withDamaged(damageNotes.of(key, stored.record().object()));
  }

  private static StoredRecord undamaged(PartitionedKey key, byte[] bytes) throws IOException {
    try {
      return IndexRecordCodec.decode(bytes);
    } catch (CodecException e) {
      throw new StorageFailure(
          StorageFailure.Kind.CORRUPT, "the record of " + key.key() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Shows the records as stored, from a row on, ordered by partition and key: for {@link
   * IndexKeys#recordOf} and {@link IndexRecordCodec#decode}.
   */
  void records(byte[] from, Table.Visitor visitor) throws IOException {
    table.scan(Family.RECORDS, from, visitor);
  }

  /** Whether there is an order of names: not in an index of an older format that is looked at. */
  boolean hasNames() {
    return hasNames;
  }

  /** Shows the names as stored from one on, for {@link IndexKeys#nameOf}; without values. */
  void names(byte[] from, Table.Visitor visitor) throws IOException {
    table.scan(Family.NAMES, from, visitor);
  }

  /** Whether the key of a record has its name. */
  boolean hasName(byte[] recordRow) throws TableException {
    return table.get(Family.NAMES, IndexKeys.name(recordRow)).isPresent();
  }

  /** Shows the small bodies as stored, for {@link IndexKeys#readBody}. */
  void bodies(Table.Visitor visitor) throws IOException {
    table.scan(Family.BODIES, new byte[0], visitor);
  }

  /** Whether writes were found lost when the table was opened. */
  boolean lostWrites() {
    return table.lostWrites();
  }

  /** Compares all that is stored with its checksums, as it is on the disk. */
  void verify() throws TableException {
    table.verify();
  }

  /** Makes a consistent copy in a directory that is not there yet. */
  void checkpoint(Path directory) throws TableException {
    table.checkpoint(directory);
  }

  /** The stored value of a small body: four bytes of CRC32C and the bytes, not yet compared. */
  Optional<byte[]> body(PartitionedKey key, Dot dot) throws TableException {
    return table.get(Family.BODIES, IndexKeys.body(key, dot));
  }

  /** The notes of damage. */
  DamageNotes damageNotes() {
    return damageNotes;
  }

  /** Whether the index has been marked as filled. */
  boolean isFilled() throws TableException {
    return table.get(Family.META, FILLED_KEY).isPresent();
  }

  /**
   * Notes a file that is about to get its name as one to be unlinked; the change that names it
   * takes the note back. Survives the end of this process at once, and a power cut only with the
   * next synced write.
   */
  void expectUnlink(String name) throws TableException {
    TableBatch note = new TableBatch();
    putUnlink(note, name);
    table.write(note, Table.Durability.UNSYNCED);
  }

  /** The names of blob files that no record names any more and that may still be there. */
  List<String> unlinks() throws IOException {
    List<String> names = new ArrayList<>();
    table.scan(
        Family.META,
        ascii(UNLINK_PREFIX),
        (key, value) -> {
          String text = new String(key, StandardCharsets.US_ASCII);
          boolean isNote = text.startsWith(UNLINK_PREFIX);
          if (isNote) {
            names.add(text.substring(UNLINK_PREFIX.length()));
          }
          return isNote;
        });
    return names;
  }

  /** Shows the table keys and values of records from a table key on. */
  void scanRecords(byte[] from, Table.Visitor visitor) throws IOException {
    table.scan(Family.RECORDS, from, visitor);
  }

  /** The stored value of a record by its table key. */
  Optional<byte[]> recordValue(byte[] tableKey) throws TableException {
    return table.get(Family.RECORDS, tableKey);
  }

  /** Removes a record and its name. */
  static void deleteRecord(TableBatch batch, byte[] tableKey) {
    batch.delete(Family.RECORDS, tableKey);
    NameOrder.remove(batch, tableKey);
  }

  /** See {@link Table#parts()}. */
  List<Table.Part> parts() throws TableException {
    return table.parts();
  }

  /** See {@link Table#verify(Table.Part)}. */
  void verify(Table.Part part) throws TableException {
    table.verify(part);
  }

  /** How far the scrub has come, as it was noted last. */
  Optional<byte[]> scrubState() throws TableException {
    return table.get(Family.META, SCRUB_KEY);
  }

  /** Notes how far the scrub has come; a power cut may lose the last notes. */
  void noteScrubState(byte[] state) throws TableException {
    table.write(new TableBatch().put(Family.META, SCRUB_KEY, state), Table.Durability.UNSYNCED);
  }

  static void putFilled(TableBatch batch) {
    batch.put(Family.META, FILLED_KEY, new byte[0]);
  }

  static void putFilled(TableBatch batch, int partition) {
    batch.put(Family.META, filledKey(partition), new byte[0]);
  }

  static void deleteFilled(TableBatch batch) {
    batch.delete(Family.META, FILLED_KEY);
  }

  static void deleteFilled(TableBatch batch, int partition) {
    batch.delete(Family.META, filledKey(partition));
  }

  /** Takes away the mark of the whole index, and those of all partitions. */
  void unfill() throws IOException {
    TableBatch unfilled = new TableBatch();
    deleteFilled(unfilled);
    filledPartitions().forEach(partition -> deleteFilled(unfilled, partition));
    write(unfilled);
  }

  /** The partitions that were marked as filled one by one. */
  List<Integer> filledPartitions() throws IOException {
    List<Integer> filled = new ArrayList<>();
    byte[] prefix = ascii(PARTITION_FILLED_PREFIX);
    table.scan(
        Family.META,
        prefix,
        (key, value) -> {
          boolean isOne = KeyPrefix.beginsWith(key, prefix);
          if (isOne) {
            filled.add(ByteBuffer.wrap(key, prefix.length, Integer.BYTES).getInt());
          }
          return isOne;
        });
    return filled;
  }

  private static byte[] filledKey(int partition) {
    return new Encoder().raw(ascii(PARTITION_FILLED_PREFIX)).fixed32(partition).toByteArray();
  }

  static void putUnlink(TableBatch batch, String name) {
    batch.put(Family.META, ascii(UNLINK_PREFIX + name), new byte[0]);
  }

  static void deleteUnlink(TableBatch batch, String name) {
    batch.delete(Family.META, ascii(UNLINK_PREFIX + name));
  }

  /**
   * Makes a group of writes durable, as a whole or not at all. Only one thread at a time may write
   * notes of damage.
   */
  void write(TableBatch batch) throws TableException {
    long change = damageNotes.change(batch);
    table.write(batch, Table.Durability.SYNCED);
    damageNotes.changed(change);
  }

  /** Makes a group of writes happen that may be lost by a power cut before the next synced one. */
  void writeUnsynced(TableBatch batch) throws TableException {
    table.write(batch, Table.Durability.UNSYNCED);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** No call may be running or follow. */
  @Override
  public void close() {
    table.close();
  }
}
