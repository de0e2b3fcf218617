package io.henge.node.storage;

import io.henge.node.blob.StageId;
import io.henge.node.storage.disk.Disk;
import io.henge.ring.version.Content;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stages that there are, by their names. What nobody uses for a while is swept away. */
final class Stages {
  private static final Logger LOG = LoggerFactory.getLogger(Stages.class);

  /** A stage that nobody writes to or commits for that long is given up. */
  static final long IDLE_MILLIS_MAX = 60_000;

  private static final int COUNT_MAX = 256;

  /** From so many stages on each writes one buffer at a time, so that memory stays bounded. */
  private static final int CROWD = 64;

  private static final int WRITES_AT_ONCE_MAX = 3;

  private final VertxInternal vertx;
  private final Disk disk;
  private final Path directory;
  private final WorkerExecutor worker;
  private final DiskSpace space;
  private final StorageHealth health;
  private final LongSupplier monotonicMillis;
  private final WriteBuffers buffers = new WriteBuffers();
  private final Map<StageId, FileStage> stages = new ConcurrentHashMap<>();

  Stages(
      VertxInternal vertx,
      Disk disk,
      Path directory,
      WorkerExecutor worker,
      DiskSpace space,
      StorageHealth health,
      LongSupplier monotonicMillis) {
    this.vertx = vertx;
    this.disk = disk;
    this.directory = directory;
    this.worker = worker;
    this.space = space;
    this.health = health;
    this.monotonicMillis = monotonicMillis;
  }

  /** Removes the stages of a former life; waits for the disk. */
  static void empty(Disk disk, Path directory) throws IOException {
    List<Path> files = disk.list(directory);
    for (Path file : files) {
      disk.delete(file);
    }
    if (!files.isEmpty()) {
      LOG.info("removed {} stages from before the start", files.size());
    }
  }

  /** Begins a stage. */
  Future<Stage> create(StageId id) {
    ContextInternal context = vertx.getOrCreateContext();
    if (stages.size() >= COUNT_MAX) {
      return context.failedFuture(
          new StorageFailure(StorageFailure.Kind.BUSY, "there are too many stages"));
    }
    return requireSpace()
        .compose(room -> disk.create(path(id)))
        .map(
            file -> {
              FileStage stage = new FileStage(id, file, context, this);
              stages.put(id, stage);
              return (Stage) stage;
            })
        .recover(cause -> Future.failedFuture(openFailed(id, cause)));
  }

  private StorageFailure openFailed(StageId id, Throwable cause) {
    return cause instanceof FileAlreadyExistsException
            || cause.getCause() instanceof FileAlreadyExistsException
        ? new StorageFailure(StorageFailure.Kind.NO_STAGE, "there is a stage " + id + " already")
        : DiskErrors.of("opening the stage " + id, cause);
  }

  /** Fails with NO_SPACE when there is no room for bodies. */
  Future<Void> requireSpace() {
    return worker.executeBlocking(
        () -> {
          space.requireForBody(space.usableBytes());
          return null;
        },
        false);
  }

  /**
   * Takes a complete stage away, for a commit that names that length and checksum.
   *
   * @throws StorageFailure NO_STAGE when there is none like that
   */
  FileStage take(StageId id, Content content) {
    return Optional.ofNullable(stages.get(id))
        .filter(stage -> stage.holds(content.sizeBytes(), content.crc32c()) && stage.take())
        .orElseThrow(
            () ->
                new StorageFailure(
                    StorageFailure.Kind.NO_STAGE,
                    "no complete stage %s of %d bytes with CRC32C %08x"
                        .formatted(id, content.sizeBytes(), content.crc32c())));
  }

  /** Forgets a stage, if there is one that no commit has taken. */
  Future<Void> abandon(StageId id) {
    return Optional.ofNullable(stages.get(id))
        .map(FileStage::abort)
        .orElseGet(Future::succeededFuture);
  }

  /** Gives up the stages that nobody used for {@link #IDLE_MILLIS_MAX}. */
  Future<Void> sweep() {
    long oldest = nowMillis() - IDLE_MILLIS_MAX;
    return abort(stages.values().stream().filter(s -> s.lastUseMillis() < oldest).toList());
  }

  /** Gives up all. */
  Future<Void> close() {
    return abort(List.copyOf(stages.values()));
  }

  private static Future<Void> abort(List<FileStage> unused) {
    return Future.join(unused.stream().map(FileStage::abort).toList()).mapEmpty();
  }

  int count() {
    return stages.size();
  }

  /** Forgets a stage that a commit has put into its place. */
  void consumed(FileStage stage) {
    stages.remove(stage.id(), stage);
  }

  /** Forgets a closed stage and removes its file. */
  Future<Void> remove(FileStage stage) {
    stages.remove(stage.id(), stage);
    return worker.executeBlocking(
        () -> {
          disk.delete(path(stage.id()));
          return null;
        },
        false);
  }

  Path path(StageId id) {
    return directory.resolve(id.toString());
  }

  /** How many buffers one stage may have on their way to the disk; it gathers in one more. */
  int writesAtOnceMax() {
    return stages.size() > CROWD ? 1 : WRITES_AT_ONCE_MAX;
  }

  WriteBuffers buffers() {
    return buffers;
  }

  long nowMillis() {
    return monotonicMillis.getAsLong();
  }

  /** The failure of a write: a full disk is refused for now, any other error is final. */
  StorageFailure failed(String step, Throwable cause) {
    return DiskErrors.isNoSpace(cause) ? DiskErrors.of(step, cause) : health.poison(step, cause);
  }

  /** The failure of a sync, which is final whatever the error. */
  StorageFailure syncFailed(String step, Throwable cause) {
    return health.poison(step, cause);
  }
}
