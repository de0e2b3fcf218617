package io.henge.node.storage;

import io.henge.node.storage.table.TableBatch;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

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
  private final LongAdder syncs = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder syncNanos = new LongAdder();
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
    Waiting<T> waiting = new Waiting<>(Optional.of(write), context);
    if (waitingBytes.addAndGet(write.sizeBytes()) > WAITING_BYTES_MAX || !queue.offer(waiting)) {
      waitingBytes.addAndGet(-write.sizeBytes());
      return context.failedFuture(
          new StorageFailure(StorageFailure.Kind.BUSY, "too many writes wait for the disk"));
    }
    return waiting.promise.future();
  }

  /** Ends the thread when all that was submitted is done; waits for it. */
  void stop() throws InterruptedException {
    queue.put(new Waiting<Void>(Optional.empty(), vertx.getOrCreateContext()));
    thread.join();
  }

  /** What waits, and the sums since the start. */
  StoreFacts.Commits facts() {
    return new StoreFacts.Commits(queue.size(), syncs.sum(), writes.sum(), syncNanos.sum());
  }

  private void run() {
    List<Waiting<?>> group = new ArrayList<>();
    while (!stopping) {
      try {
        group.add(queue.take());
        queue.drainTo(group, GROUP_MAX - 1);
        // Known first: the sign to stop must be seen even if the group fails.
        stopping = group.stream().anyMatch(waiting -> waiting.write.isEmpty());
        commit(group);
      } catch (InterruptedException | RuntimeException | Error e) {
        // Nobody interrupts this thread, and a bug must not leave callers waiting.
        StorageFailure broken = health.poison("the index's writer", e);
        group.forEach(waiting -> waiting.promise.tryFail(broken));
      }
      // Only now their memory is free again.
      waitingBytes.addAndGet(-group.stream().mapToLong(Waiting::sizeBytes).sum());
      group.clear();
    }
  }

  private void commit(List<Waiting<?>> group) {
    List<Waiting<?>> added = new ArrayList<>(group.size());
    try {
      TableBatch batch = new TableBatch();
      Room room = new Room(space.measure());
      for (Waiting<?> waiting : group) {
        if (waiting.addTo(batch, room)) {
          added.add(waiting);
        }
      }
      health.requireWritable();
      if (!batch.isEmpty()) {
        write(batch, added.size());
      }
      complete(added);
    } catch (StorageFailure e) {
      group.forEach(waiting -> waiting.promise.tryFail(e));
    } catch (IOException e) {
      StorageFailure failure = health.indexFailed("writing the index", e);
      group.forEach(waiting -> waiting.promise.tryFail(failure));
    }
  }

  /** One task for each event loop, not for each write: waking a thread costs more than the rest. */
  private static void complete(List<Waiting<?>> group) {
    Map<EventLoop, List<Waiting<?>>> homes = new HashMap<>();
    for (Waiting<?> waiting : group) {
      homes
          .computeIfAbsent(waiting.context.nettyEventLoop(), first -> new ArrayList<>())
          .add(waiting);
    }
    homes.forEach((home, ended) -> home.execute(() -> ended.forEach(Waiting::complete)));
  }

  private void write(TableBatch batch, int count) throws IOException {
    long start = System.nanoTime();
    index.write(batch);
    steps.after(CommitSteps.Step.INDEX_WRITTEN);
    syncNanos.add(System.nanoTime() - start);
    syncs.increment();
    writes.add(count);
  }

  /** What there is for a group of writes. */
  private final class Room {
    private final long usableBytes;
    private long takenBytes;

    Room(long usableBytes) {
      this.usableBytes = usableBytes;
    }

    /** Throws NO_SPACE when a write does not fit any more. */
    void take(IndexWrite<?> write) {
      space.require(write.use(), usableBytes, takenBytes + write.sizeBytes());
      takenBytes += write.sizeBytes();
    }
  }

  /** A write and who waits for it; without a write, the sign to stop. */
  private static final class Waiting<T> {
    private final Optional<IndexWrite<T>> write;
    private final Promise<T> promise;
    private final ContextInternal context;
    private Optional<T> result = Optional.empty();

    Waiting(Optional<IndexWrite<T>> write, ContextInternal context) {
      this.write = write;
      this.context = context;
      this.promise = context.promise();
    }

    int sizeBytes() {
      return write.map(IndexWrite::sizeBytes).orElse(0);
    }

    /** Whether the write is in the batch now. */
    boolean addTo(TableBatch batch, Room room) {
      if (write.isEmpty()) {
        return false;
      }
      try {
        room.take(write.get());
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

    /** Through the context, so that a listener that throws keeps nobody else from being told. */
    void complete() {
      context.emit(result.orElseThrow(), promise::tryComplete);
    }
  }
}
