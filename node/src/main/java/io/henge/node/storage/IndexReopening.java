package io.henge.node.storage;

import io.henge.node.storage.table.ReopenableTable;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the index again, in place, when it has met a full disk and there is room: what happened to
 * the write that failed, only the disk can tell.
 */
final class IndexReopening {
  private static final Logger LOG = LoggerFactory.getLogger(IndexReopening.class);

  private final Parts parts;
  private final StoreCalls calls;
  private final WorkerExecutor worker;
  private final Path where;
  private final AtomicBoolean looking = new AtomicBoolean();

  /** What is read again, and who says when. */
  record Parts(
      StoreWatch watch,
      ReopenableTable table,
      Index index,
      BlobFiles files,
      Unlinks unlinks,
      SmallBodies smallBodies,
      StorageHealth health) {}

  /**
   * @param where the index's name in messages
   */
  IndexReopening(Parts parts, StoreCalls calls, WorkerExecutor worker, Path where) {
    this.parts = parts;
    this.calls = calls;
    this.worker = worker;
    this.where = where;
  }

  /** Looks after the disk, and reads the index again if it is time; one call at a time. */
  Future<Void> look() {
    if (!looking.compareAndSet(false, true)) {
      return Future.succeededFuture();
    }
    return calls
        .any(
            () ->
                worker
                    .executeBlocking(parts.watch::look, false)
                    .compose(due -> due ? reopen() : Future.<Void>succeededFuture()))
        .andThen(looked -> looking.set(false));
  }

  /** Writes are refused until this has success, so none begins while it waits for their end. */
  private Future<Void> reopen() {
    return calls.noWrites().compose(none -> worker.executeBlocking(this::reopenNow, false));
  }

  private Void reopenNow() {
    LOG.info("reading the index again, as it is on the disk");
    try {
      readAgain();
      return null;
    } catch (IOException e) {
      throw parts.health.indexFailed("reading the index again", e);
    }
  }

  private void readAgain() throws IOException {
    parts.table.reopen();
    parts.index.check(where);
    if (parts.table.lostWrites()) {
      // What that means for this node is decided at a start.
      parts.health.poison("reading the index again", new IOException("its log is damaged"));
      return;
    }
    parts.unlinks.forget();
    // A write that nobody knew the outcome of may have replaced some of them.
    parts.smallBodies.forgetAll();
    Unlinks.recover(parts.index, parts.files);
    parts.health.resume();
  }
}
