package io.henge.node.storage;

import io.henge.node.storage.table.TableBatch;
import io.henge.ring.codec.CodecException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be done when the index itself turns out to be damaged: it is not filled any more, and
 * that durably (rule W5), since what it does not show may have been there. The node goes on with
 * what can be read. Thread-safe.
 */
final class IndexCare {
  private static final Logger LOG = LoggerFactory.getLogger(IndexCare.class);

  private final Index index;
  private final FilledMarks marks;
  private final IndexCommitter committer;
  private final AtomicReference<Optional<String>> damage = new AtomicReference<>(Optional.empty());

  IndexCare(Index index, FilledMarks marks, IndexCommitter committer) {
    this.index = index;
    this.marks = marks;
    this.committer = committer;
  }

  /** What is damaged, as far as this process has seen. */
  Optional<String> damage() {
    return damage.get();
  }

  /** It is filled again: what was damaged is there once more, or was dropped. */
  void filledAgain() {
    damage.set(Optional.empty());
  }

  /**
   * Takes the mark of a filled index away; never fails. What cannot be noted now is noted when the
   * damage is found again.
   */
  Future<Void> damaged(String what) {
    if (damage.compareAndSet(Optional.empty(), Optional.of(what))) {
      LOG.error("the index is damaged, it does not vote any more: {}", what);
    }
    marks.lose();
    return logged(committer.submit(new Unfill(Optional.empty())));
  }

  /**
   * Removes a record that cannot be read, so that its key can be written again. Never fails.
   *
   * @param tableKey of the record
   */
  Future<Void> drop(Buffer tableKey) {
    damage.compareAndSet(Optional.empty(), Optional.of("a record cannot be read"));
    LOG.error("a record cannot be read and is removed, the index does not vote any more");
    marks.lose();
    return logged(committer.submit(new Unfill(Optional.of(tableKey))));
  }

  private static Future<Void> logged(Future<Boolean> written) {
    return written
        .otherwise(
            cause -> {
              LOG.warn("not noted: {}", cause.getMessage());
              return false;
            })
        .mapEmpty();
  }

  /** Takes the mark away, and perhaps a record. */
  private final class Unfill implements IndexWrite<Boolean> {
    private final Optional<Buffer> record;

    Unfill(Optional<Buffer> record) {
      this.record = record;
    }

    @Override
    public Boolean addTo(TableBatch batch) throws IOException {
      marks.takeAway(batch);
      if (record.isPresent() && isUnreadable(record.get().getBytes())) {
        Index.deleteRecord(batch, record.get().getBytes());
      }
      return true;
    }

    /** A good one may have taken its place. */
    private boolean isUnreadable(byte[] tableKey) throws IOException {
      try {
        Optional<byte[]> value = index.recordValue(tableKey);
        if (value.isPresent()) {
          IndexKeys.recordOf(tableKey);
          IndexRecordCodec.decode(value.get());
        }
        return false;
      } catch (CodecException | StorageFailure undecodable) {
        return true;
      }
    }

    @Override
    public int sizeBytes() {
      return 0;
    }
  }
}
