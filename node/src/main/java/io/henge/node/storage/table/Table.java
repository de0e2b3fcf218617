package io.henge.node.storage.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An ordered, durable table of bytes. All calls but one may wait for the disk. Reads may run at
 * once with each other and with the one writer; a read sees all writes that ended before it began.
 */
public interface Table extends AutoCloseable {
  /** How durable a write is when the call returns. */
  enum Durability {
    /** It survives a power cut, and so do all writes before it. */
    SYNCED,
    /** It survives the end of this process, and a power cut only with the next synced write. */
    UNSYNCED
  }

  /**
   * Whether synced writes were found lost when it was opened, or at an opening before that was not
   * followed by {@link #lossIsNoted}.
   */
  boolean lostWrites();

  /**
   * What the loss means has been noted durably: later openings need not tell of it any more.
   * Idempotent, and changes nothing of what this opening says.
   */
  void lossIsNoted() throws TableException;

  /** What stands under a key. */
  Optional<byte[]> get(Family family, byte[] key) throws TableException;

  /**
   * What stands under a key, if that can be told from memory. The one call that never waits for the
   * disk; empty, too, when anything is wrong, which {@link #get} then meets and reports.
   */
  default Optional<Found> glance(Family family, byte[] key) {
    return Optional.empty();
  }

  /**
   * What stands under a key for certain.
   *
   * @param value empty when nothing does
   */
  record Found(Optional<byte[]> value) {}

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

  /**
   * What is stored, in parts that can be compared one after the other. Memory is written to them
   * first. Writes and rewrites go on, so some of them may be gone soon.
   */
  List<Part> parts() throws TableException;

  /**
   * Compares a part with its checksums, as it is on the disk and not in a cache. One that is gone
   * has been replaced by others, and is passed over.
   *
   * @throws TableException CORRUPT when it is damaged
   */
  void verify(Part part) throws TableException;

  /**
   * Something that is stored as a whole.
   *
   * @param name tells it from others, now and later
   * @param sizeBytes its length, 0 or more
   */
  record Part(String name, long sizeBytes) {}

  /** Makes a consistent copy in a directory that is not there yet, by links where that is done. */
  void checkpoint(Path directory) throws TableException;

  /**
   * What went wrong in work that no call waits for, as far as it was not told to whoever opened the
   * table; looked at every now and then.
   */
  default Optional<TableException> backgroundFailure() {
    return Optional.empty();
  }

  /**
   * Whether there is room for rewriting what is stored, which gives room back in the end and takes
   * some first. No table does so before it is told.
   */
  default void allowRewriting(boolean isRoom) throws TableException {
    // A table that never rewrites needs not know.
  }

  /**
   * How many bytes a second such work may write, 1 or more. What it writes for calls that wait,
   * such as a full buffer, goes first.
   */
  default void limitRewriting(long bytesPerSecond) throws TableException {
    // A table that never rewrites needs not know.
  }

  /** The room on the disk that such steps would take now. */
  default Needs needs() throws TableException {
    return Needs.NOTHING;
  }

  /**
   * Room on the disk, in bytes.
   *
   * @param rewritingBytes for the largest rewrite
   * @param openingBytes for opening the table anew
   */
  record Needs(long rewritingBytes, long openingBytes) {
    public static final Needs NOTHING = new Needs(0, 0);
  }

  /** No call may be running or follow. */
  @Override
  void close();
}
