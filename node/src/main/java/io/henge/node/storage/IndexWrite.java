package io.henge.node.storage;

import io.henge.node.storage.table.TableBatch;
import java.io.IOException;

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
  T addTo(TableBatch batch) throws IOException;

  /** About how much memory it holds while it waits. */
  int sizeBytes();

  /** What it needs room for. */
  default SpaceUse use() {
    return SpaceUse.RECORD;
  }
}
