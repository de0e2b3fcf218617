package io.henge.node.storage;

import io.henge.node.storage.table.TableBatch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Group commit: one thread takes all writes that wait, makes them durable by one sync, and takes
 * those that came meanwhile. So a sync is shared by as many writes as arrive during the one before.
 */
final class IndexCommitter {
  private static final int WAITING_MAX = 4096;
  private static final long WAITING_BYTES_MAX = 16L << 20;
  private static final int GROUP_MAX = 1024;

  private final VertxInternal vertx;
  private final Index index;
  private final DiskSpace space;
  private final StorageHealth health;
  private final CommitSteps steps;
  private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(WAITING_MAX);
  private final AtomicLong waitingBytes = new AtomicLong();
  private final Thread thread = new Thread(this::run, "storage-committer");
  private boolean stopping;

  IndexCommitter(
      Vertx vertx, Index index, DiskSpace space, StorageHealth health, CommitSteps steps) {
    this.vertx = (VertxInternal) vertx;
    this.index = index;
    this.space = space;
    this.health = health;
    this.steps = steps;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Makes a write durable. Completes on the caller's context; fails with BUSY when too many wait.
   */
  <T> Future<T> submit(IndexWrite<T> write) {
    ContextInternal context = vertx.getOrCreateContext();
    Waiting<T> waiting = new Waiting<>(Optional.of(write), context.promise());
    if (waitingBytes.addAndGet(write.sizeBytes()) > WAITING_BYTES_MAX || !queue.offer(waiting)) {
      waitingBytes.addAndGet(-write.sizeBytes());
      return context.failedFuture(
          new StorageFailure(StorageFailure.Kind.BUSY, "too many writes wait for the disk"));
    }
    return waiting.promise.future();
  }

  /** Ends the thread when all that was submitted is done; waits for it. */
  void stop() throws InterruptedException {
    queue.put(new Waiting<Void>(Optional.empty(), Promise.promise()));
    thread.join();
  }

  private void run() {
    List<Waiting<?>> group = new ArrayList<>();
    while (!stopping) {
      try {
        group.add(queue.take());
        queue.drainTo(group, GROUP_MAX - 1);
        commit(group);
      } catch (InterruptedException | RuntimeException | Error e) {
        // Nobody interrupts this thread, and a bug must not leave callers waiting.
        StorageFailure broken = health.poison("the index's writer", e);
        group.forEach(waiting -> waiting.promise.tryFail(broken));
      }
      group.clear();
    }
  }

  private void commit(List<Waiting<?>> group) {
    List<Waiting<?>> added = new ArrayList<>(group.size());
    try {
      TableBatch batch = new TableBatch();
      long usableBytes = space.usableBytes();
      for (Waiting<?> waiting : group) {
        if (waiting.addTo(batch, usableBytes)) {
          added.add(waiting);
        }
      }
      health.requireWritable();
      if (!batch.isEmpty()) {
        index.write(batch);
        steps.after(CommitSteps.Step.INDEX_WRITTEN);
      }
      added.forEach(Waiting::complete);
    } catch (StorageFailure e) {
      group.forEach(waiting -> waiting.promise.tryFail(e));
    } catch (IOException e) {
      // A full disk is no reason to distrust it: RocksDB goes on when there is room again.
      StorageFailure failure =
          DiskErrors.isNoSpace(e)
              ? DiskErrors.of("writing the index", e)
              : health.poison("writing the index", e);
      group.forEach(waiting -> waiting.promise.tryFail(failure));
    }
  }

  /** A write and who waits for it; without a write, the sign to stop. */
  private final class Waiting<T> {
    private final Optional<IndexWrite<T>> write;
    private final Promise<T> promise;
    private Optional<T> result = Optional.empty();

    Waiting(Optional<IndexWrite<T>> write, Promise<T> promise) {
      this.write = write;
      this.promise = promise;
    }

    /** Whether the write is in the batch now. */
    boolean addTo(TableBatch batch, long usableBytes) {
      if (write.isEmpty()) {
        stopping = true;
        return false;
      }
      waitingBytes.addAndGet(-write.get().sizeBytes());
      try {
        if (write.get().bringsBodies()) {
          space.requireForBody(usableBytes);
        } else {
          space.requireForRecord(usableBytes);
        }
        TableBatch part = new TableBatch();
        result = Optional.of(write.get().addTo(part));
        batch.addAll(part);
        return true;
      } catch (IOException e) {
        promise.tryFail(DiskErrors.of("reading the index", e));
      } catch (RuntimeException e) {
        promise.tryFail(e);
      }
      return false;
    }

    void complete() {
      promise.tryComplete(result.orElseThrow());
    }
  }
}
