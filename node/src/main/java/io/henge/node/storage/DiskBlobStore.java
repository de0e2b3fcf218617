package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.node.port.Clock;
import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.table.ReopenableTable;
import io.henge.ring.BlobKey;
import io.henge.ring.version.Dot;
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
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store on a disk: records and small bodies in the {@link Index}, large bodies in files ({@link
 * BlobFiles}). Puts the parts together; how calls enter is in {@link StoreCalls}, the way of a
 * change in {@link ChangePath}, that of a read in {@link BodyReader}.
 */
public final class DiskBlobStore implements BlobStore, Damages {
  /** Free space that is kept on the disk unless told otherwise. */
  public static final long RESERVE_BYTES = 256L << 20;

  /** Memory for small bodies unless told otherwise. */
  public static final long SMALL_CACHE_BYTES = 32L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(DiskBlobStore.class);
  private static final long SWEEP_EVERY_MILLIS = 5_000;
  private static final long LOOK_EVERY_MILLIS = 1_000;

  private final VertxInternal vertx;
  private final WorkerExecutor worker;
  private final StorageHealth health = new StorageHealth();
  private final DiskSpace space;
  private final Index index;
  private final IndexCommitter committer;
  private final BlobFiles files;
  private final Quarantine quarantine;
  private final Stages stages;
  private final Unlinks unlinks;
  private final ChangePath changes;
  private final SmallBodies smallBodies;
  private final ReadCounts readCounts = new ReadCounts();
  private final CheckBuffers checkBuffers = new CheckBuffers();
  private final BodyReader reader;
  private final IndexReopening reopening;
  private final DamageDesk damage;
  private final FilledMarks filledMarks;
  private final IndexCare care;
  private final StoreWatch watch;
  private final ScrubDisk scrubDisk;
  private final StoreCalls calls;
  private final BackupDesk backups;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Promise<Void> closed = Promise.promise();
  private final long sweepTimer;
  private final long watchTimer;

  private DiskBlobStore(Vertx vertx, StorePaths paths, Medium medium, Options options)
      throws IOException {
    this.vertx = (VertxInternal) vertx;
    CommitSteps steps = options.steps();
    Disk disk = medium.disk();
    this.space = new DiskSpace(disk, options.reserveBytes());
    this.quarantine = new Quarantine(disk, paths.quarantine());
    this.files = new BlobFiles(disk, paths.blobs(), quarantine, health, steps);
    Stages.empty(disk, paths.stage());
    ReopenableTable table =
        ReopenableTable.open(
            medium.tables(),
            cause -> health.indexFailed("work of the index in the background", cause));
    this.index = Index.in(table, paths.index());
    Unlinks.recover(index, files);
    this.worker = StorageWorker.of(vertx);
    this.committer = new IndexCommitter(vertx, index, space, health, steps);
    this.stages =
        new Stages(
            this.vertx, disk, paths.stage(), worker, space, health, options.monotonicMillis());
    this.unlinks = new Unlinks(files, committer, worker, steps);
    this.smallBodies = new SmallBodies(options.smallCacheBytes());
    StagePlacement placement = new StagePlacement(index, stages, files, worker, steps);
    this.changes =
        new ChangePath(index, placement, committer, unlinks, smallBodies, health, worker);
    InFlight inFlight = new InFlight();
    this.calls = new StoreCalls(this.vertx, worker, health, inFlight);
    FileBodies bodies =
        new FileBodies(files, options.monotonicMillis(), checkBuffers, vertx, inFlight, readCounts);
    this.reader = new BodyReader(index, files, quarantine, bodies, this::damagedLater);
    this.watch = new StoreWatch(disk, space, health, table, options.monotonicMillis());
    watch.look();
    this.reopening =
        new IndexReopening(
            new IndexReopening.Parts(watch, table, index, files, unlinks, smallBodies, health),
            calls,
            worker,
            paths.index());
    this.backups = new BackupDesk(vertx, disk, paths, index, files, unlinks);
    this.damage = new DamageDesk(index, files, committer, worker);
    this.filledMarks = new FilledMarks(index, committer);
    this.care = new IndexCare(index, filledMarks, committer);
    this.scrubDisk = scrubDisk(disk, paths);
    this.sweepTimer = vertx.setPeriodic(SWEEP_EVERY_MILLIS, tick -> background(sweep(), "sweep"));
    this.watchTimer =
        vertx.setPeriodic(LOOK_EVERY_MILLIS, tick -> background(look(), "looking after the disk"));
  }

  /**
   * From now on the index rewrites what it has stored at most at the rate that this says, asked
   * every second on any thread.
   *
   * @param bytesPerSecond 1 or more
   */
  public void paceRewriting(LongSupplier bytesPerSecond) {
    watch.paceRewriting(bytesPerSecond);
  }

  private ScrubDisk scrubDisk(Disk disk, StorePaths paths) {
    OrphanFinder orphans =
        new OrphanFinder(disk, paths.blobs(), index, files, unlinks, changes.namesInFlight());
    return new ScrubDisk(
        new ScrubDisk.Parts(
            index, files, quarantine, orphans, new Leftovers(disk, paths, stages), damage, care),
        new ScrubDisk.Guard() {
          @Override
          public <T> Future<T> run(Callable<T> step) {
            return calls.any(() -> worker.executeBlocking(step, false));
          }

          @Override
          public boolean isWritable() {
            return refusal().isEmpty();
          }

          @Override
          public boolean isFilled() {
            return !isUnfilled();
          }
        });
  }

  /**
   * What may differ between stores.
   *
   * @param reserveBytes free space that is kept on the disk, 0 or more
   * @param smallCacheBytes memory for small bodies that are read often, 0 or more
   * @param monotonicMillis a clock that never runs backwards
   * @param steps who is told of the steps of a commit
   */
  public record Options(
      long reserveBytes, long smallCacheBytes, LongSupplier monotonicMillis, CommitSteps steps) {
    /** What a node has unless it is told otherwise. */
    public static final Options DEFAULT =
        new Options(
            RESERVE_BYTES,
            SMALL_CACHE_BYTES,
            () -> System.nanoTime() / 1_000_000,
            CommitSteps.UNOBSERVED);

    /** The same with another reserve. */
    public Options withReserveBytes(long bytes) {
      return new Options(bytes, smallCacheBytes, monotonicMillis, steps);
    }

    /** The same with another budget for small bodies in memory. */
    public Options withSmallCacheBytes(long bytes) {
      return new Options(reserveBytes, bytes, monotonicMillis, steps);
    }

    Options withClock(LongSupplier clock) {
      return new Options(reserveBytes, smallCacheBytes, clock, steps);
    }

    /** The same with another observer of commits. */
    public Options withSteps(CommitSteps observer) {
      return new Options(reserveBytes, smallCacheBytes, monotonicMillis, observer);
    }
  }

  /**
   * Opens the store in a directory that the caller holds and closes after the store; waits for the
   * disk.
   *
   * @throws IOException if it was made by a newer program, or cannot be read
   */
  public static DiskBlobStore open(Vertx vertx, StorePaths paths, Medium medium, Options options)
      throws IOException {
    return new DiskBlobStore(vertx, paths, medium, options);
  }

  @Override
  public Future<Optional<IndexRecord>> load(PartitionedKey key) {
    Optional<Index.Glance> seen = calls.glance(() -> index.glance(key));
    return seen.isPresent()
        ? Future.succeededFuture(seen.get().record().map(StoredRecord::record))
        : calls.read(() -> index.record(key).map(StoredRecord::record));
  }

  @Override
  public Future<Optional<OpenBody>> open(PartitionedKey key, Version version, ByteRange range) {
    Optional<OpenBody> inMemory =
        smallBodies
            .present(key.key(), version.dot())
            .map(bytes -> BodyReader.slice(bytes, version, range));
    return inMemory.isPresent()
        ? calls.any(() -> Future.succeededFuture(inMemory))
        : calls.any(() -> body(key, version, () -> reader.open(key, version, range)));
  }

  @Override
  public Future<Optional<Buffer>> inline(PartitionedKey key, Version version) {
    return calls.any(
        () ->
            smallBodies.get(
                key.key(),
                version.dot(),
                () -> body(key, version, () -> reader.inline(key, version))));
  }

  @Override
  public Future<NamePage> names(KeyRange range, IntPredicate partitions) {
    return calls.read(() -> new NameScan(index, range, partitions).run());
  }

  @Override
  public Future<KeyPage> page(int partition, Optional<BlobKey> after, int limit) {
    return calls.read(() -> PartitionScan.page(index, partition, after, limit));
  }

  @Override
  public Future<Void> commit(Change change) {
    return calls.write(() -> changes.commit(change));
  }

  @Override
  public Future<Stage> stage(StageRequest request) {
    return calls.write(() -> stages.create(request));
  }

  @Override
  public Future<Void> abandon(StageId id) {
    return calls.any(() -> stages.abandon(id));
  }

  @Override
  public boolean isUnfilled() {
    return !filledMarks.isWhole();
  }

  /** What of the index was found damaged since the start; the store is unfilled then. */
  public Optional<String> indexDamage() {
    return care.damage();
  }

  /**
   * The scrub of this store, whose steps are to be run on one event loop; one per store.
   *
   * @param clock of that loop
   */
  public Scrub scrub(ScrubSettings settings, Clock clock) {
    return new Scrub(scrubDisk, settings, clock);
  }

  @Override
  public long losses() {
    return filledMarks.losses();
  }

  @Override
  public Future<Void> markAllFilled(long losses) {
    return calls
        .write(() -> filledMarks.mark(losses))
        .map(
            marked -> {
              if (!isUnfilled()) {
                care.filledAgain();
              }
              return null;
            });
  }

  @Override
  public boolean isFilled(int partition) {
    return filledMarks.has(partition);
  }

  @Override
  public Future<Void> markFilled(int partition, long losses) {
    return calls.write(() -> filledMarks.mark(partition, losses));
  }

  @Override
  public Future<Void> unfill(Set<Integer> partitions, int count) {
    return calls.write(() -> filledMarks.takeAway(partitions, count));
  }

  @Override
  public Optional<StorageFailure> refusal() {
    return health.refusal();
  }

  /** How the store is, for people and metrics; answered at once. */
  public StoreFacts facts() {
    return new StoreFacts(
        StoreFacts.State.of(health.state(), space.level()),
        new StoreFacts.Room(space.usableBytes(), space.reserveBytes(), space.promisedBytes()),
        stages.count(),
        quarantine.count(),
        committer.facts());
  }

  @Override
  public long damagedCount() {
    return index.damageNotes().count();
  }

  @Override
  public Future<List<Damage>> damages(Optional<Damage> after, int max) {
    return calls.read(() -> index.damageNotes().page(after, max));
  }

  @Override
  public Future<Boolean> isStillDamaged(Damage noted) {
    return calls.write(() -> damage.isStillDamaged(noted));
  }

  /**
   * Makes a copy of the directory as it is at one moment, in {@code backups/} under that name (a
   * lower-case letter or digit, then up to 63 of those and {@code . _ -}); writes go on meanwhile.
   * Fails with {@link BackupConflict} when there is one of that name or another is being made.
   */
  public Future<Backup.Report> backup(String name, Backup.Origin origin) {
    return calls.any(
        () -> {
          health.requireWritable();
          return backups.make(name, origin, closing::get);
        });
  }

  /** How many bodies are staged at the moment. */
  public int stageCount() {
    return stages.count();
  }

  /** How many corrupt copies were met since the start. */
  public long corruptCount() {
    return quarantine.count();
  }

  /** What was counted of reading bodies. */
  public ReadCounts readCounts() {
    return readCounts;
  }

  /** The small bodies in memory. */
  public SmallBodies smallBodies() {
    return smallBodies;
  }

  /** How many buffers are in use for comparing blocks that are to be sent with their checksums. */
  public int checkBuffers() {
    return checkBuffers.inUse();
  }

  @Override
  public Future<Void> settle() {
    return calls.write(unlinks::settleAll);
  }

  /** Gives up idle stages and forgets what is unlinked. */
  Future<Void> sweep() {
    return calls.any(
        () ->
            refusal().isPresent() ? stages.sweep() : stages.sweep().compose(v -> unlinks.settle()));
  }

  /** Looks after the disk, and reads the index again if it met a full one and there is room. */
  Future<Void> look() {
    return reopening.look();
  }

  private static void background(Future<Void> future, String what) {
    future.onFailure(cause -> LOG.warn("{}: {}", what, cause.getMessage()));
  }

  @Override
  public Future<Void> close() {
    if (closing.compareAndSet(false, true)) {
      vertx.cancelTimer(sweepTimer);
      vertx.cancelTimer(watchTimer);
      calls
          .close()
          .compose(drained -> stages.close())
          .compose(staged -> refusal().isPresent() ? Future.succeededFuture() : unlinks.settle())
          .eventually(() -> worker.executeBlocking(this::closeNow, false))
          .eventually(backups::close)
          .eventually(worker::close)
          .onComplete(closed);
    }
    return calls.onCallersContext(closed::future);
  }

  private Void closeNow() throws InterruptedException {
    committer.stop();
    index.close();
    return null;
  }

  /** Reads a body; damage that it meets is noted, and noted damage is not met again. */
  private <T> Future<T> body(PartitionedKey key, Version version, Callable<T> step) {
    return calls
        .onWorker(
            () -> {
              damage.requireUndamaged(key, version.dot());
              return step.call();
            })
        .recover(cause -> damaged(key, version, cause));
  }

  private <T> Future<T> damaged(PartitionedKey key, Version version, Throwable cause) {
    boolean isNews =
        cause instanceof StorageFailure failure && failure.kind() == StorageFailure.Kind.CORRUPT;
    return isNews && refusal().isEmpty()
        ? damage.note(key, version.dot()).transform(noted -> Future.failedFuture(cause))
        : Future.failedFuture(cause);
  }

  /** Damage that a reader met when it had sent a part already. */
  private void damagedLater(PartitionedKey key, Dot dot) {
    if (refusal().isEmpty()) {
      background(calls.any(() -> damage.note(key, dot).mapEmpty()), "noting damage");
    }
  }
}
