package io.henge.node.storage;

import java.util.Map;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Writes that become durable together. Used from one thread. */
final class IndexBatch implements AutoCloseable {
  private final Map<String, ColumnFamilyHandle> families;
  private final WriteBatch writes = new WriteBatch();

  IndexBatch(Map<String, ColumnFamilyHandle> families) {
    this.families = families;
  }

  void put(String family, byte[] key, byte[] value) throws RocksDBException {
    writes.put(families.get(family), key, value);
  }

  void delete(String family, byte[] key) throws RocksDBException {
    writes.delete(families.get(family), key);
  }

  /** Begins a part that can be taken back. */
  void beginPart() {
    writes.setSavePoint();
  }

  /** Keeps the part. */
  void endPart() throws RocksDBException {
    writes.popSavePoint();
  }

  /** Takes the part back. */
  void dropPart() throws RocksDBException {
    writes.rollbackToSavePoint();
  }

  boolean isEmpty() {
    return writes.count() == 0;
  }

  WriteBatch writes() {
    return writes;
  }

  @Override
  public void close() {
    writes.close();
  }
}
