package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.table.Family;
import io.henge.node.storage.table.Table;
import io.henge.node.storage.table.TableBatch;
import java.io.IOException;

/**
 * The names of all keys of which there are records, in the order of their bytes. Records are
 * ordered by partition, and a key's partition looks random; so without this order the first keys of
 * all could only be found by a look into every partition.
 *
 * <p>A name is written and removed in the batch that writes or removes the record, so each record
 * has its name and each name its record, whatever happens in between.
 */
final class NameOrder {
  private static final byte[] NOTHING = {};
  private static final int NAMES_PER_WRITE = 4_096;

  private NameOrder() {}

  /** Adds the name of a key that has a record from now on. */
  static void add(TableBatch batch, PartitionedKey key) {
    batch.put(Family.NAMES, IndexKeys.name(IndexKeys.record(key)), NOTHING);
  }

  /**
   * Removes the name of a key that has no record any more.
   *
   * @param recordRow the table key of the record, readable or not
   */
  static void remove(TableBatch batch, byte[] recordRow) {
    batch.delete(Family.NAMES, IndexKeys.name(recordRow));
  }

  /**
   * Makes the order anew, of the records that there are. It is not durable before the next synced
   * write; who is stopped in between has to begin anew. Waits for the disk.
   */
  static void make(Table table) throws IOException {
    // A program that knows nothing of names may have changed records since an attempt before.
    Writing old = new Writing(table);
    table.scan(
        Family.NAMES,
        NOTHING,
        (name, nothing) -> {
          old.batch.delete(Family.NAMES, name);
          return old.next();
        });
    old.flush();
    Writing made = new Writing(table);
    table.scan(
        Family.RECORDS,
        NOTHING,
        (row, record) -> {
          made.batch.put(Family.NAMES, IndexKeys.name(row), NOTHING);
          return made.next();
        });
    made.flush();
  }

  /** Writes in batches that memory can hold. */
  private static final class Writing {
    private final Table table;
    private TableBatch batch = new TableBatch();

    Writing(Table table) {
      this.table = table;
    }

    /** Always true: there is more to do. */
    boolean next() throws IOException {
      if (batch.writes().size() == NAMES_PER_WRITE) {
        flush();
      }
      return true;
    }

    void flush() throws IOException {
      if (!batch.isEmpty()) {
        table.write(batch, Table.Durability.UNSYNCED);
        batch = new TableBatch();
      }
    }
  }
}
