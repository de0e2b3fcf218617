package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.WindowedBody;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A slice of a blob file that is checked while it is sent: a worker reads a window of whole blocks
 * and compares them with their checksums, and the same memory goes to the socket. While one window
 * is being taken the next one is read, if there is a buffer for it. Blocks that were found sound
 * are remembered, so the next reader of the same bytes needs none of this.
 *
 * <p>A block that is damaged ends the transfer, and the file goes to quarantine. The body may be
 * closed at any moment, on any thread: the file stays open until nothing is being read from it, and
 * each buffer goes back when nobody reads or writes it any more.
 */
final class CheckedBody implements WindowedBody {
  private static final Logger LOG = LoggerFactory.getLogger(CheckedBody.class);

  private final BlobFiles.Opened opened;
  private final ByteRange slice;
  private final FileBodies bodies;
  private final Runnable damagedLater;

  /** One for the body as long as it is not closed, and one for a read that is under way. */
  private final AtomicInteger uses = new AtomicInteger(1);

  /** What {@link #begin} read, until somebody takes it or closes the body. */
  private final AtomicReference<Optional<Window>> first = new AtomicReference<>(Optional.empty());

  private volatile boolean closed;

  /** A buffer with sound blocks. */
  private record Window(ByteBuffer buffer, BlockRange blocks) {}

  CheckedBody(BlobFiles.Opened opened, ByteRange slice, FileBodies bodies, Runnable damagedLater) {
    this.opened = opened;
    this.slice = slice;
    this.bodies = bodies;
    this.damagedLater = damagedLater;
  }

  /**
   * Reads and checks the first window; waits for the disk. After a failure the buffer is the
   * caller's again.
   */
  void begin(ByteBuffer buffer) throws IOException {
    first.set(Optional.of(load(BlockRange.of(slice, blockBytes()), buffer)));
  }

  @Override
  public long length() {
    return slice.length();
  }

  @Override
  public Future<Void> sendTo(Function<Buffer, Future<Void>> taker) {
    Promise<Void> sent = Promise.promise();
    first
        .getAndSet(Optional.empty())
        .ifPresentOrElse(window -> send(window, taker, sent), () -> sent.fail(closedEarly()));
    return sent.future();
  }

  // Not a chain of futures: that would be as long as the body has windows.
  private void send(Window window, Function<Buffer, Future<Void>> taker, Promise<Void> sent) {
    BlockRange rest = BlockRange.of(slice, blockBytes()).behind(window.blocks);
    Optional<ByteBuffer> second =
        rest.isEmpty() ? Optional.empty() : bodies.windows().acquireToReadAhead();
    Future<Void> taken = hand(window, taker).onSuccess(done -> count(window));
    Future<Optional<Window>> next;
    if (second.isPresent()) {
      Future<Window> ahead = read(rest, second.get());
      next =
          taken
              .onComplete(done -> release(window))
              .transform(done -> ahead.compose(read -> unless(done.cause(), read)));
    } else if (rest.isEmpty()) {
      next = taken.onComplete(done -> release(window)).map(Optional.empty());
    } else {
      next =
          taken
              .onFailure(gone -> release(window))
              .compose(done -> read(rest, window.buffer).map(Optional::of));
    }
    next.onComplete(
        following ->
            following.ifPresentOrElse(found -> send(found, taker, sent), () -> sent.complete()),
        sent::fail);
  }

  private Future<Void> hand(Window window, Function<Buffer, Future<Void>> taker) {
    try {
      return taker.apply(bytes(window));
    } catch (RuntimeException gone) {
      return Future.failedFuture(gone);
    }
  }

  /** What was read ahead, unless the one before could not be handed over. */
  private Future<Optional<Window>> unless(Throwable failure, Window read) {
    if (failure == null) {
      return Future.succeededFuture(Optional.of(read));
    }
    release(read);
    return Future.failedFuture(failure);
  }

  /** Reads and checks; the buffer goes back after a failure. */
  private Future<Window> read(BlockRange blocks, ByteBuffer buffer) {
    boolean open = uses.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    if (!open) {
      bodies.windows().release(buffer);
      return Future.failedFuture(closedEarly());
    }
    Future<Window> reading;
    try {
      reading = bodies.vertx().executeBlocking(() -> loadOrTell(blocks, buffer), false);
    } catch (RejectedExecutionException ended) {
      reading = Future.failedFuture(new Unreadable("the node is stopping"));
    }
    return reading
        .onFailure(damage -> bodies.windows().release(buffer))
        .onComplete(done -> endUse());
  }

  private Window loadOrTell(BlockRange blocks, ByteBuffer buffer) {
    if (closed) {
      throw closedEarly();
    }
    try {
      return load(blocks, buffer);
    } catch (StorageFailure damage) {
      damagedLater.run();
      throw new Unreadable(damage.getMessage());
    } catch (IOException e) {
      LOG.warn("reading {} failed while it was being sent", opened.path(), e);
      throw new Unreadable("the disk failed");
    }
  }

  private Window load(BlockRange blocks, ByteBuffer buffer) throws IOException {
    try {
      BlockRange read =
          BlobFileFormat.read(opened.file(), opened.footer(), blocks, buffer, opened.path());
      bodies.sound(opened, read);
      return new Window(buffer, read);
    } catch (StorageFailure damage) {
      bodies.damaged(opened, damage);
      throw damage;
    }
  }

  /** The part of a window that belongs to the slice. */
  private Buffer bytes(Window window) {
    int from = (int) Math.max(0, slice.offset() - start(window));
    return BufferInternal.buffer(
        Unpooled.wrappedBuffer(window.buffer.slice(from, end(window) - from)));
  }

  private int end(Window window) {
    return (int) Math.min(window.buffer.limit(), slice.end() - start(window));
  }

  private long start(Window window) {
    return (long) window.blocks.from() * blockBytes();
  }

  private void count(Window window) {
    long from = Math.max(0, slice.offset() - start(window));
    bodies.counts().sentThroughMemory(end(window) - from);
  }

  private int blockBytes() {
    return opened.footer().checksums().blockBytes();
  }

  private void release(Window window) {
    bodies.windows().release(window.buffer);
  }

  private static Unreadable closedEarly() {
    return new Unreadable("the body was closed before all of it was read");
  }

  @Override
  public void close() {
    if (!closed) {
      closeOnce();
    }
  }

  private synchronized void closeOnce() {
    if (!closed) {
      closed = true;
      first.getAndSet(Optional.empty()).ifPresent(this::release);
      endUse();
    }
  }

  private void endUse() {
    if (uses.decrementAndGet() == 0) {
      bodies.closeLater(opened);
    }
  }
}
