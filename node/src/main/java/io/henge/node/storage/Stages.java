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

  /** With two buffers each, and the buffers of readers, they fit what a node has off its heap. */
  private static final int COUNT_MAX = 64;

  /** The room of a body of unknown length is promised in pieces of that size. */
  private static final long PIECE_BYTES = 4L << 20;

  /** For key, version and attributes, which stand behind the body. */
  private static final long DESCRIPTION_BYTES = 16L << 10;

  /** From so many stages on each writes one buffer at a time, so that memory stays bounded. */
  private static final int CROWD = 16;

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
  Future<Stage> create(StageRequest request) {
    ContextInternal context = vertx.getOrCreateContext();
    StageId id = request.id();
    if (stages.size() >= COUNT_MAX) {
      return context.failedFuture(
          new StorageFailure(StorageFailure.Kind.BUSY, "there are too many stages"));
    }
    return worker
        .executeBlocking(
            () -> space.promise(request.use(), neededBytes(firstBytes(request))), false)
        .compose(
            room ->
                disk.create(path(id))
                    .recover(
                        cause -> {
                          room.release();
                          return Future.failedFuture(cause);
                        })
                    .map(
                        file -> {
                          FileStage stage =
                              new FileStage(id, file, context, this, roomOf(request, room));
                          stages.put(id, stage);
                          return (Stage) stage;
                        }))
        .recover(cause -> Future.failedFuture(openFailed(id, cause)));
  }

  private static long firstBytes(StageRequest request) {
    return request.sizeBytes().orElse(PIECE_BYTES);
  }

  private StageRoom roomOf(StageRequest request, DiskSpace.Promised promised) {
    return new StageRoom(promised, firstBytes(request), request.sizeBytes().isPresent());
  }

  /** With four bytes of checksum for each block of 64 KiB. */
  private static long neededBytes(long bodyBytes) {
    if (bodyBytes > Long.MAX_VALUE / 4) {
      throw new StorageFailure(StorageFailure.Kind.NO_SPACE, "no disk has " + bodyBytes + " bytes");
    }
    return bodyBytes + bodyBytes / (16 << 10) + DESCRIPTION_BYTES;
  }

  /** The room on the disk that a stage has; for the stage's event loop. */
  final class StageRoom {
    private final DiskSpace.Promised promised;
    private long bytes;

    /** Whether this is the body's length; then the last buffer need not be full. */
    private boolean isExact;

    private boolean growing;

    private StageRoom(DiskSpace.Promised promised, long bytes, boolean isExact) {
      this.promised = promised;
      this.bytes = bytes;
      this.isExact = isExact;
    }

    /** Whether another buffer finds room behind so many bytes. */
    boolean isEnoughAt(long position) {
      return position + (isExact ? 1 : WriteBuffers.SIZE_BYTES) <= bytes;
    }

    /** Whether more room is being asked for. */
    boolean isGrowing() {
      return growing;
    }

    /** Makes room for another piece; fails with NO_SPACE when there is none. */
    Future<Void> grow() {
      growing = true;
      isExact = false;
      return worker
          .<Void>executeBlocking(
              () -> {
                promised.add(neededBytes(PIECE_BYTES) - DESCRIPTION_BYTES);
                return null;
              },
              false)
          .andThen(
              grown -> {
                growing = false;
                if (grown.succeeded()) {
                  bytes += PIECE_BYTES;
                }
              });
    }

    /** Fails with NO_SPACE when somebody else has taken what was promised. */
    Future<Void> check() {
      return worker.executeBlocking(
          () -> {
            promised.check();
            return null;
          },
          false);
    }

    /** So much was written. */
    void written(long count) {
      promised.written(count);
    }

    /** No more will be written; idempotent. */
    void release() {
      promised.release();
    }
  }

  private StorageFailure openFailed(StageId id, Throwable cause) {
    return cause instanceof FileAlreadyExistsException
            || cause.getCause() instanceof FileAlreadyExistsException
        ? new StorageFailure(StorageFailure.Kind.NO_STAGE, "there is a stage " + id + " already")
        : DiskErrors.of("opening the stage " + id, cause);
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

  /** Whether a file of that name is the one of a stage. */
  boolean has(String name) {
    return stages.keySet().stream().anyMatch(id -> id.toString().equals(name));
  }

  int count() {
    return stages.size();
  }

  /** Forgets a stage that a commit has put into its place. */
  void consumed(FileStage stage) {
    stage.releaseRoom();
    stages.remove(stage.id(), stage);
  }

  /** Forgets a closed stage and removes its file. */
  Future<Void> remove(FileStage stage) {
    stage.releaseRoom();
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
    if (DiskErrors.isNoSpace(cause, space.usableBytes())) {
      return DiskErrors.noSpace(step);
    }
    return health.syncFailed(step, cause);
  }

  /** The failure of a write to the index. */
  StorageFailure indexFailed(String step, Throwable cause) {
    return health.indexFailed(step, cause);
  }

  /** The failure of a sync, which is final whatever the error. */
  StorageFailure syncFailed(String step, Throwable cause) {
    return health.poison(step, cause);
  }
}
