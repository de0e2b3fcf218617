package io.henge.node.storage.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An ordered, durable table of bytes. All calls may wait for the disk. Reads may run at once with
 * each other and with the one writer; a read sees all writes that ended before it began.
 */
public interface Table extends AutoCloseable {
  /** How durable a write is when the call returns. */
  enum Durability {
    /** It survives a power cut, and so do all writes before it. */
    SYNCED,
    /** It survives the end of this process, and a power cut only with the next synced write. */
    UNSYNCED
  }

  /** Whether synced writes were found lost when it was opened. */
  boolean lostWrites();

  /** What stands under a key. */
  Optional<byte[]> get(Family family, byte[] key) throws TableException;

  /**
   * Makes a batch happen. After a failure nobody knows whether it did, and the table takes no more
   * writes until it is opened anew.
   */
  void write(TableBatch batch, Durability durability) throws TableException;

  /** Shows the rows from a key on, in the order of their keys' unsigned bytes. */
  void scan(Family family, byte[] from, Visitor visitor) throws IOException;

  /** Sees one row after the other. */
  @FunctionalInterface
  interface Visitor {
    /** Whether to go on. */
    boolean row(byte[] key, byte[] value) throws IOException;
  }

  /**
   * Compares all that is stored with its checksums, as it is on the disk and not in a cache.
   *
   * @throws TableException CORRUPT when anything is damaged
   */
  void verify() throws TableException;

  /** Makes a consistent copy in a directory that is not there yet, by links where that is done. */
  void checkpoint(Path directory) throws TableException;

  /** No call may be running or follow. */
  @Override
  void close();
}
