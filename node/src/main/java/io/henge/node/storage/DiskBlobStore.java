package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.storage.Change.NewBody;
import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.table.TableBatch;
import io.henge.node.storage.table.TableException;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store on a disk: records and small bodies in the {@link Index}, large bodies in files ({@link
 * BlobFiles}). A change goes this way: the staged bodies get their places ({@link StagePlacement}),
 * the index learns of them by a synced write that it shares with others ({@link IndexCommitter}),
 * and the files of replaced versions are unlinked ({@link Unlinks}).
 */
public final class DiskBlobStore implements BlobStore {
  /** Free space that is kept on the disk unless told otherwise. */
  public static final long RESERVE_BYTES = 256L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(DiskBlobStore.class);
  private static final long SWEEP_EVERY_MILLIS = 5_000;

  private final VertxInternal vertx;
  private final WorkerExecutor worker;
  private final StorageHealth health;
  private final Index index;
  private final IndexCommitter committer;
  private final BlobFiles files;
  private final Quarantine quarantine;
  private final Stages stages;
  private final StagePlacement placement;
  private final Unlinks unlinks;
  private final BodyReader reader;
  private final InFlight inFlight = new InFlight();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Promise<Void> closed = Promise.promise();
  private final long sweepTimer;
  private volatile boolean unfilled;

  private DiskBlobStore(Vertx vertx, StorePaths paths, Medium medium, Options options)
      throws IOException {
    this.vertx = (VertxInternal) vertx;
    CommitSteps steps = options.steps();
    Disk disk = medium.disk();
    this.health = new StorageHealth();
    this.quarantine = new Quarantine(disk, paths.quarantine());
    this.files = new BlobFiles(disk, paths.blobs(), quarantine, health, steps);
    Stages.empty(disk, paths.stage());
    this.index = Index.in(medium.tables().open(this::failedInBackground), paths.index());
    Unlinks.recover(index, files);
    this.unfilled = !index.isFilled();
    DiskSpace space = new DiskSpace(disk, options.reserveBytes());
    this.worker = StorageWorker.of(vertx);
    this.committer = new IndexCommitter(vertx, index, space, health, steps);
    this.stages =
        new Stages(
            this.vertx, disk, paths.stage(), worker, space, health, options.monotonicMillis());
    this.placement = new StagePlacement(index, stages, files, worker, steps);
    this.unlinks = new Unlinks(files, committer, worker, steps);
    this.reader = new BodyReader(index, files, quarantine, worker);
    this.sweepTimer = vertx.setPeriodic(SWEEP_EVERY_MILLIS, tick -> background(sweep(), "sweep"));
  }

  private void failedInBackground(TableException cause) {
    // For want of room RocksDB waits and goes on by itself; the reserve stops writes meanwhile.
    if (cause.kind() != TableException.Kind.NO_SPACE) {
      health.poison("work of the index in the background", cause);
    }
  }

  /**
   * What may differ between stores.
   *
   * @param reserveBytes free space that is kept on the disk, 0 or more
   * @param monotonicMillis a clock that never runs backwards
   * @param steps who is told of the steps of a commit
   */
  record Options(long reserveBytes, LongSupplier monotonicMillis, CommitSteps steps) {
    static final Options DEFAULT =
        new Options(RESERVE_BYTES, () -> System.nanoTime() / 1_000_000, CommitSteps.UNOBSERVED);

    Options withReserveBytes(long bytes) {
      return new Options(bytes, monotonicMillis, steps);
    }

    Options withSteps(CommitSteps observer) {
      return new Options(reserveBytes, monotonicMillis, observer);
    }
  }

  /**
   * Opens the store in a directory that the caller holds and closes after the store; waits for the
   * disk.
   *
   * @param reserveBytes free space that is kept on the disk, 0 or more
   * @param steps who is told of the steps of a commit
   * @throws IOException if it was made by a newer program, or cannot be read
   */
  public static DiskBlobStore open(
      Vertx vertx, StorePaths paths, Medium medium, long reserveBytes, CommitSteps steps)
      throws IOException {
    return open(
        vertx, paths, medium, Options.DEFAULT.withReserveBytes(reserveBytes).withSteps(steps));
  }

  static DiskBlobStore open(Vertx vertx, StorePaths paths, Medium medium, Options options)
      throws IOException {
    return new DiskBlobStore(vertx, paths, medium, options);
  }

  @Override
  public Future<Optional<IndexRecord>> load(PartitionedKey key) {
    return read(() -> index.record(key).map(StoredRecord::record));
  }

  @Override
  public Future<Optional<OpenBody>> open(PartitionedKey key, Version version, ByteRange range) {
    return read(() -> reader.open(key, version, range));
  }

  @Override
  public Future<Optional<Buffer>> inline(PartitionedKey key, Version version) {
    return read(() -> reader.inline(key, version));
  }

  @Override
  public Future<Void> commit(Change change) {
    return write(
        () -> {
          ChangeWrite indexWrite = new ChangeWrite(index, change);
          return placement
              .place(change)
              .compose(placed -> committer.submit(indexWrite))
              .compose(unlinks::unlink)
              .recover(cause -> takeBack(change).transform(done -> Future.failedFuture(cause)));
        });
  }

  /** Removes the files of a change that failed, unless it may be durable all the same. */
  private Future<Void> takeBack(Change change) {
    List<NewBody> staged =
        change.bodies().stream().filter(NewBody.Staged.class::isInstance).toList();
    if (staged.isEmpty() || refusal().isPresent()) {
      return Future.succeededFuture();
    }
    return worker.executeBlocking(
        () -> {
          StoredRecord record = index.record(change.key()).orElse(StoredRecord.EMPTY);
          for (NewBody body : staged) {
            if (record.placeOf(body.version().dot()).isEmpty()) {
              unlinks.unlinkNow(BlobFiles.name(change.key().key(), body.version().dot()));
            }
          }
          return null;
        },
        false);
  }

  @Override
  public Future<Stage> stage(StageId id) {
    return write(() -> stages.create(id));
  }

  @Override
  public Future<Void> abandon(StageId id) {
    return guarded(() -> stages.abandon(id));
  }

  @Override
  public boolean isUnfilled() {
    return unfilled;
  }

  @Override
  public Future<Void> markFilled() {
    return write(() -> committer.submit(new FilledMark()))
        .map(
            marked -> {
              unfilled = false;
              return null;
            });
  }

  @Override
  public Optional<String> refusal() {
    return health.refusal();
  }

  /** How many bodies are staged at the moment. */
  public int stageCount() {
    return stages.count();
  }

  /** How many corrupt copies were met since the start. */
  public long corruptCount() {
    return quarantine.count();
  }

  /**
   * Completes when the files of all versions that were replaced before the call are gone for good:
   * neither a crash nor a power cut brings one back.
   */
  public Future<Void> settle() {
    return write(unlinks::settle);
  }

  /** Gives up idle stages and forgets what is unlinked. */
  Future<Void> sweep() {
    return guarded(
        () -> refusal().isPresent() ? stages.sweep() : stages.sweep().compose(v -> settle()));
  }

  private static void background(Future<Void> future, String what) {
    future.onFailure(cause -> LOG.warn("{}: {}", what, cause.getMessage()));
  }

  @Override
  public Future<Void> close() {
    if (closing.compareAndSet(false, true)) {
      vertx.cancelTimer(sweepTimer);
      inFlight
          .close()
          .compose(drained -> stages.close())
          .compose(staged -> refusal().isPresent() ? Future.succeededFuture() : unlinks.settle())
          .eventually(() -> worker.executeBlocking(this::closeNow, false))
          .eventually(worker::close)
          .onComplete(closed);
    }
    return onCallersContext(closed::future);
  }

  private Void closeNow() throws InterruptedException {
    committer.stop();
    index.close();
    return null;
  }

  private <T> Future<T> read(Callable<T> step) {
    return guarded(
        () ->
            worker
                .executeBlocking(step, false)
                .recover(cause -> Future.failedFuture(readFailure(cause))));
  }

  private static Throwable readFailure(Throwable cause) {
    return cause instanceof IOException ? DiskErrors.of("reading", cause) : cause;
  }

  private <T> Future<T> write(Supplier<Future<T>> step) {
    return guarded(
        () -> {
          health.requireWritable();
          return step.get();
        });
  }

  /** Runs a step unless the store is closed, and lets closing wait for it. */
  private <T> Future<T> guarded(Supplier<Future<T>> step) {
    if (!inFlight.enter()) {
      return vertx
          .getOrCreateContext()
          .failedFuture(new StorageFailure(StorageFailure.Kind.CLOSED, "the store is closed"));
    }
    return onCallersContext(step).andThen(done -> inFlight.exit());
  }

  private <T> Future<T> onCallersContext(Supplier<Future<T>> step) {
    Promise<T> promise = vertx.getOrCreateContext().promise();
    try {
      step.get().onComplete(promise);
    } catch (RuntimeException e) {
      promise.fail(e);
    }
    return promise.future();
  }

  /** Sets the mark of a filled index. */
  private record FilledMark() implements IndexWrite<Boolean> {
    @Override
    public Boolean addTo(TableBatch batch) {
      Index.putFilled(batch);
      return true;
    }

    @Override
    public int sizeBytes() {
      return 0;
    }

    @Override
    public boolean bringsBodies() {
      return false;
    }
  }
}
