package io.henge.node.storage;

import java.io.IOException;
import org.rocksdb.RocksDBException;

/**
 * One of the writes that become durable together.
 *
 * @param <T> what its submitter learns when it is durable
 */
interface IndexWrite<T> {
  /**
   * Reads what it needs of the index, which has not the other writes of the batch yet, and adds to
   * the batch. When it throws, it alone fails.
   */
  T addTo(IndexBatch batch) throws IOException, RocksDBException;

  /** About how much memory it holds while it waits. */
  int sizeBytes();

  /** Whether it brings bytes of bodies, for which the disk must have more room. */
  boolean bringsBodies();
}
