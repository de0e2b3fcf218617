package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.Table;
import io.henge.node.storage.table.TableBatch;
import io.henge.node.storage.table.TableException;
import io.henge.ring.codec.CodecException;
import io.henge.ring.version.Dot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the node knows of its keys: the records, the bodies that are small, and a few facts about
 * the index itself, among them the files that are to be unlinked. All calls may wait for the disk;
 * reads may run at once with each other and with the one writer.
 */
final class Index implements AutoCloseable {
  /** The format that is written, and the newest that can be opened. */
  static final int FORMAT = 1;

  private static final byte[] FORMAT_KEY = ascii("format");
  private static final byte[] FILLED_KEY = ascii("filled");
  private static final String UNLINK_PREFIX = "unlink/";

  private final Table table;

  private Index(Table table) {
    this.table = table;
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
      index.checkFormat(where);
      if (table.lostWrites()) {
        index.write(new TableBatch().delete(Family.META, FILLED_KEY));
      }
      return index;
    } catch (IOException e) {
      table.close();
      throw e;
    }
  }

  private void checkFormat(Path where) throws IOException {
    Optional<byte[]> stored = table.get(Family.META, FORMAT_KEY);
    int format = stored.map(bytes -> ByteBuffer.wrap(bytes).getInt()).orElse(FORMAT);
    if (format > FORMAT) {
      throw new NewerFormatException("the index in " + where, format, FORMAT);
    }
    if (stored.isEmpty()) {
      byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT).array();
      write(new TableBatch().put(Family.META, FORMAT_KEY, value));
    }
  }

  /** The record of a key. Throws StorageFailure CORRUPT when it cannot be read as one. */
  Optional<StoredRecord> record(PartitionedKey key) throws IOException {
    Optional<byte[]> bytes = table.get(Family.RECORDS, IndexKeys.record(key));
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
  Optional<byte[]> body(PartitionedKey key, Dot dot) throws TableException {
    return table.get(Family.BODIES, IndexKeys.body(key, dot));
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

  static void putFilled(TableBatch batch) {
    batch.put(Family.META, FILLED_KEY, new byte[0]);
  }

  static void putUnlink(TableBatch batch, String name) {
    batch.put(Family.META, ascii(UNLINK_PREFIX + name), new byte[0]);
  }

  static void deleteUnlink(TableBatch batch, String name) {
    batch.delete(Family.META, ascii(UNLINK_PREFIX + name));
  }

  /** Makes a group of writes durable, as a whole or not at all. */
  void write(TableBatch batch) throws TableException {
    table.write(batch, Table.Durability.SYNCED);
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
