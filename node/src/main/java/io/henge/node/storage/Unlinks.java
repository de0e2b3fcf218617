package io.henge.node.storage;

import io.henge.node.storage.table.TableBatch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of blob files whose versions were replaced. The change that replaces a version notes its
 * file in the index; the file is unlinked before the change completes; the note goes when the
 * directory is synced, some time later. So no crash leaves a file behind that nobody knows of.
 */
final class Unlinks {
  private static final Logger LOG = LoggerFactory.getLogger(Unlinks.class);

  /** Directories synced in one go, so that settling leaves the disk to others now and then. */
  private static final int SETTLED_AT_ONCE_MAX = 1000;

  private final BlobFiles files;
  private final IndexCommitter committer;
  private final WorkerExecutor worker;
  private final CommitSteps steps;
  private final Queue<String> unlinked = new ConcurrentLinkedQueue<>();

  /** Guarded by this. */
  private Future<Void> lastSettling = Future.succeededFuture();

  Unlinks(BlobFiles files, IndexCommitter committer, WorkerExecutor worker, CommitSteps steps) {
    this.files = files;
    this.committer = committer;
    this.worker = worker;
    this.steps = steps;
  }

  /** Finishes what a crash interrupted; waits for the disk. */
  static void recover(Index index, BlobFiles files) throws IOException {
    List<String> names = new ArrayList<>();
    for (String name : index.unlinks()) {
      if (files.unlink(name)) {
        names.add(name);
      }
    }
    if (names.isEmpty()) {
      return;
    }
    files.syncDirectories(names);
    TableBatch batch = new TableBatch();
    names.forEach(name -> Index.deleteUnlink(batch, name));
    index.write(batch);
    LOG.info("unlinked {} files of replaced versions", names.size());
  }

  /**
   * Unlinks files that a durable change has noted. A file that resists is left to the next start.
   */
  Future<Void> unlink(List<String> names) {
    if (names.isEmpty()) {
      return Future.succeededFuture();
    }
    return worker.executeBlocking(
        () -> {
          for (String name : names) {
            try {
              unlinkNow(name);
              steps.after(CommitSteps.Step.REPLACED_UNLINKED);
            } catch (IOException e) {
              LOG.warn("cannot unlink the blob file {}: {}", name, e.getMessage());
            }
          }
          return null;
        },
        false);
  }

  /** Unlinks a file of which there is a note; waits for the disk. */
  void unlinkNow(String name) throws IOException {
    if (files.unlink(name)) {
      unlinked.add(name);
    }
  }

  /** Unlinks what a backup held back; waits for the disk. */
  void releaseHeld() {
    unlinked.addAll(files.releaseUnlinks());
  }

  /** Unlinks a file on a condition, see {@link BlobFiles#unlinkIf}; waits for the disk. */
  boolean unlinkIf(String name, Object identity, BlobFiles.Condition condition) throws IOException {
    boolean gone = files.unlinkIf(name, identity, condition);
    if (gone) {
      unlinked.add(name);
    }
    return gone;
  }

  /** Leaves what was unlinked so far to {@link #recover}. */
  void forget() {
    unlinked.clear();
  }

  /**
   * Makes the unlinking so far durable, and forgets it. One call after the other: what one has
   * taken from the queue is not durable before it ends, so the next must not end earlier.
   */
  Future<Void> settle() {
    Promise<Void> settled = Promise.promise();
    takeTurn(settled.future())
        .onComplete(
            ended ->
                Future.<Void>succeededFuture()
                    .compose(now -> settle(unlinked.size()))
                    .onComplete(settled));
    return settled.future();
  }

  /** The same; fails when a file that was to be unlinked is still there. */
  Future<Void> settleAll() {
    return settle()
        .compose(
            settled ->
                files.hasUnlinkedAll()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new StorageFailure(
                            StorageFailure.Kind.BUSY, "a file of a replaced version is left")));
  }

  /** What the call has to wait for. */
  private synchronized Future<Void> takeTurn(Future<Void> mine) {
    Future<Void> before = lastSettling;
    lastSettling = mine;
    return before;
  }

  private Future<Void> settle(int count) {
    List<String> names = new ArrayList<>();
    int wanted = Math.min(count, SETTLED_AT_ONCE_MAX);
    Optional<String> next = poll(wanted > 0);
    while (next.isPresent()) {
      names.add(next.get());
      next = poll(names.size() < wanted);
    }
    if (names.isEmpty()) {
      return Future.succeededFuture();
    }
    return worker
        .<Void>executeBlocking(
            () -> {
              files.syncDirectories(names);
              return null;
            },
            false)
        .compose(done -> committer.submit(new Forget(names)))
        .recover(
            cause -> {
              unlinked.addAll(names);
              return Future.failedFuture(cause);
            })
        .compose(forgotten -> settle(count - names.size()));
  }

  private Optional<String> poll(boolean isWanted) {
    return isWanted ? Optional.ofNullable(unlinked.poll()) : Optional.empty();
  }

  /** Removes notes. */
  private record Forget(List<String> names) implements IndexWrite<Integer> {
    @Override
    public Integer addTo(TableBatch batch) {
      for (String name : names) {
        Index.deleteUnlink(batch, name);
      }
      return names.size();
    }

    @Override
    public int sizeBytes() {
      return names.size() * 128;
    }
  }
}
