package io.henge.node.storage;

import io.henge.node.blob.StageId;
import io.henge.node.storage.disk.WritableFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A stage as a file. Chunks are gathered into buffers of 256 KiB, a few of which are written at
 * once; a sync runs beside the writing every so often, so that the last one, for which the commit
 * waits, finds little left to do.
 *
 * <p>The file stays open from the first byte to the last sync: the kernel tells of a failed
 * writeback those who had the file open at the time. Fields are touched on the context that opened
 * the stage, except for the state, by which the end is decided between committing, aborting and
 * sweeping, whoever comes first.
 */
final class FileStage implements Stage {
  private static final long SYNC_EVERY_BYTES = 32L << 20;

  /** How a stage lives. */
  private enum State {
    OPEN,
    COMPLETING,
    COMPLETE,
    TAKEN,
    GONE
  }

  private final StageId id;
  private final WritableFile file;
  private final ContextInternal context;
  private final Stages stages;
  private final Stages.StageRoom room;
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final BlockChecksums.Collector checksums = new BlockChecksums.Collector();
  private final Deque<Chunk> chunks = new ArrayDeque<>();
  private final Deque<Promise<Void>> awaitingIdle = new ArrayDeque<>();
  private Optional<ByteBuffer> gathering = Optional.empty();
  private Optional<StorageFailure> failure = Optional.empty();
  private int writesRunning;
  private boolean syncRunning;
  private volatile boolean closed;
  private long writtenBytes;
  private long syncedBytes;
  private volatile long lastUseMillis;

  FileStage(
      StageId id,
      WritableFile file,
      ContextInternal context,
      Stages stages,
      Stages.StageRoom room) {
    this.id = id;
    this.file = file;
    this.context = context;
    this.stages = stages;
    this.room = room;
    this.lastUseMillis = stages.nowMillis();
  }

  @Override
  public StageId id() {
    return id;
  }

  /** When it was last written to, in the milliseconds of the store's clock. */
  long lastUseMillis() {
    return lastUseMillis;
  }

  @Override
  public Future<Void> write(Buffer bytes) {
    lastUseMillis = stages.nowMillis();
    if (state.get() != State.OPEN) {
      return context.failedFuture(gone());
    }
    if (failure.isPresent()) {
      return context.failedFuture(failure.get());
    }
    Chunk chunk = new Chunk(bytes, context.promise());
    chunks.add(chunk);
    gather();
    return chunk.ready.future();
  }

  private StorageFailure gone() {
    return new StorageFailure(
        StorageFailure.Kind.NO_STAGE, "the stage %s takes no more bytes".formatted(id));
  }

  /** Copies what waits into buffers, as long as there are buffers to be had. */
  private void gather() {
    while (!chunks.isEmpty()) {
      Chunk chunk = chunks.element();
      while (chunk.hasRemaining()) {
        if (gathering.isEmpty()) {
          if (writesRunning >= stages.writesAtOnceMax() || !hasRoom()) {
            return;
          }
          gathering = Optional.of(stages.buffers().acquire());
        }
        ByteBuffer buffer = gathering.get();
        chunk.moveTo(buffer);
        if (!buffer.hasRemaining()) {
          writeGathered();
        }
      }
      if (writesRunning >= stages.writesAtOnceMax()) {
        return;
      }
      chunks.remove();
      chunk.ready.complete();
    }
  }

  /** Whether another buffer finds room on the disk; if not, it is asked for. */
  private boolean hasRoom() {
    if (room.isEnoughAt(writtenBytes)) {
      return true;
    }
    if (!room.isGrowing() && failure.isEmpty()) {
      room.grow()
          .onComplete(
              grown -> {
                if (grown.failed()) {
                  fail(DiskErrors.of("the stage " + id, grown.cause()));
                }
                gather();
                tellIdle();
              });
    }
    return false;
  }

  private void writeGathered() {
    ByteBuffer buffer = gathering.orElseThrow().flip();
    gathering = Optional.empty();
    checksums.add(buffer);
    long position = writtenBytes;
    int length = buffer.remaining();
    writtenBytes += length;
    writesRunning++;
    file.write(buffer, position)
        .onComplete(
            written -> {
              writesRunning--;
              stages.buffers().release(buffer);
              room.written(length);
              if (written.failed()) {
                fail(stages.failed("writing the stage " + id, written.cause()));
              }
              syncNowAndThen();
              gather();
              tellIdle();
            });
  }

  private void syncNowAndThen() {
    if (syncRunning || failure.isPresent() || writtenBytes - syncedBytes < SYNC_EVERY_BYTES) {
      return;
    }
    syncRunning = true;
    syncedBytes = writtenBytes;
    room.check()
        .recover(cause -> failed(DiskErrors.of("the stage " + id, cause)))
        .compose(
            enough ->
                file.sync()
                    .recover(cause -> failed(stages.syncFailed("syncing the stage " + id, cause))))
        .onComplete(
            done -> {
              syncRunning = false;
              tellIdle();
            });
  }

  private Future<Void> failed(StorageFailure cause) {
    fail(cause);
    return context.failedFuture(cause);
  }

  private void fail(StorageFailure cause) {
    if (failure.isEmpty()) {
      failure = Optional.of(cause);
    }
    while (!chunks.isEmpty()) {
      chunks.remove().ready.tryFail(cause);
    }
  }

  private void tellIdle() {
    while (writesRunning == 0 && !syncRunning && !room.isGrowing() && !awaitingIdle.isEmpty()) {
      awaitingIdle.remove().complete();
    }
  }

  /** Completes when nothing of this stage is on its way to the disk. */
  private Future<Void> idle() {
    Promise<Void> idle = context.promise();
    awaitingIdle.add(idle);
    tellIdle();
    return idle.future();
  }

  @Override
  public Future<Void> complete(long sizeBytes, int crc32c) {
    if (!chunks.isEmpty()) {
      return context.failedFuture(new IllegalStateException("bytes of " + id + " still wait"));
    }
    if (!state.compareAndSet(State.OPEN, State.COMPLETING)) {
      return context.failedFuture(gone());
    }
    lastUseMillis = stages.nowMillis();
    gathering.filter(buffer -> buffer.position() > 0).ifPresent(buffer -> writeGathered());
    return idle()
        .compose(
            written -> {
              releaseGathering();
              Optional<StorageFailure> problem = failure.or(() -> mismatch(sizeBytes, crc32c));
              if (problem.isPresent()) {
                return abort().transform(aborted -> context.failedFuture(problem.get()));
              }
              return state.compareAndSet(State.COMPLETING, State.COMPLETE)
                  ? context.succeededFuture()
                  : context.failedFuture(gone());
            });
  }

  private Optional<StorageFailure> mismatch(long sizeBytes, int crc32c) {
    if (checksums.sizeBytes() == sizeBytes && checksums.crc32c() == crc32c) {
      return Optional.empty();
    }
    return Optional.of(
        new StorageFailure(
            StorageFailure.Kind.NO_STAGE,
            "the stage %s has %d bytes with CRC32C %08x instead of %d with %08x"
                .formatted(id, checksums.sizeBytes(), checksums.crc32c(), sizeBytes, crc32c)));
  }

  private void releaseGathering() {
    gathering.ifPresent(stages.buffers()::release);
    gathering = Optional.empty();
  }

  void releaseRoom() {
    room.release();
  }

  /** Whether it is complete with that length and checksum. */
  boolean holds(long sizeBytes, int crc32c) {
    return state.get() == State.COMPLETE
        && checksums.sizeBytes() == sizeBytes
        && checksums.crc32c() == crc32c;
  }

  /** Whether the caller, and nobody else, may now consume the complete stage. */
  boolean take() {
    return state.compareAndSet(State.COMPLETE, State.TAKEN);
  }

  /** Undoes {@link #take}, before anything else was done with the stage. */
  void giveBack() {
    lastUseMillis = stages.nowMillis();
    state.set(State.COMPLETE);
  }

  /** Removes a stage that was taken and could not be used. */
  Future<Void> discardTaken() {
    Future<Void> close = closed ? Future.succeededFuture() : file.close();
    return close.eventually(() -> stages.remove(this));
  }

  /** The checksums of a stage that was taken. */
  BlockChecksums checksums() {
    return checksums.finish();
  }

  /** Appends to a stage that was taken; not yet durable. */
  Future<Void> append(byte[] tail) {
    return file.write(ByteBuffer.wrap(tail), writtenBytes)
        .recover(
            cause ->
                Future.failedFuture(stages.failed("writing the footer of stage " + id, cause)));
  }

  /** Makes the bytes of a stage that was taken durable, and closes its file. */
  Future<Void> sync() {
    return file.sync()
        .compose(
            synced -> {
              closed = true;
              return file.close();
            })
        .recover(cause -> Future.failedFuture(stages.syncFailed("syncing the stage " + id, cause)));
  }

  @Override
  public Future<Void> abort() {
    State now = state.get();
    while (now != State.TAKEN && now != State.GONE) {
      if (state.compareAndSet(now, State.GONE)) {
        return discard();
      }
      now = state.get();
    }
    return context.succeededFuture();
  }

  private Future<Void> discard() {
    Promise<Void> discarded = context.promise();
    context.runOnContext(
        onContext -> {
          fail(gone());
          releaseGathering();
          idle()
              .compose(idle -> file.close())
              .eventually(() -> stages.remove(this))
              .onComplete(discarded);
        });
    return discarded.future();
  }

  /** Bytes that wait to be copied. */
  private static final class Chunk {
    private final Buffer bytes;
    private final Promise<Void> ready;
    private int position;

    Chunk(Buffer bytes, Promise<Void> ready) {
      this.bytes = bytes;
      this.ready = ready;
    }

    boolean hasRemaining() {
      return position < bytes.length();
    }

    void moveTo(ByteBuffer buffer) {
      int length = Math.min(bytes.length() - position, buffer.remaining());
      ByteBuffer target = buffer.slice(buffer.position(), length);
      ((BufferInternal) bytes).getByteBuf().getBytes(position, target);
      buffer.position(buffer.position() + length);
      position += length;
    }
  }
}
