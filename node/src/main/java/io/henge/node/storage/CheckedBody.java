package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PieceBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A slice of a blob file that is checked while it is sent: a worker compares the blocks of a piece
 * with their checksums, which brings them into the page cache, and from there the piece goes to the
 * socket. While pieces are being taken the next one is checked. Blocks that were found sound are
 * remembered, so the next reader of the same bytes needs none of this.
 *
 * <p>A block that is damaged ends the transfer, and the file goes to quarantine. The body may be
 * closed at any moment, on any thread: the file stays open until nothing is being read from it.
 */
final class CheckedBody implements PieceBody {
  private static final Logger LOG = LoggerFactory.getLogger(CheckedBody.class);

  /**
   * What a first byte waits for. Each piece costs two changes of thread, which smaller ones would
   * make the greater part of the work; a larger one would keep an event loop longer.
   */
  static final int PIECE_BYTES = 1 << 20;

  private final BlobFiles.Opened opened;
  private final ByteRange slice;
  private final int crc32c;
  private final FileBodies bodies;
  private final Runnable damagedLater;

  /** One for the body as long as it is not closed, and one for a check that is under way. */
  private final AtomicInteger uses = new AtomicInteger(1);

  /** What {@link #begin} found sound, until somebody takes it or closes the body. */
  private final AtomicReference<Optional<BlockRange>> first =
      new AtomicReference<>(Optional.empty());

  private volatile boolean closed;

  CheckedBody(
      BlobFiles.Opened opened,
      ByteRange slice,
      int crc32c,
      FileBodies bodies,
      Runnable damagedLater) {
    this.opened = opened;
    this.slice = slice;
    this.crc32c = crc32c;
    this.bodies = bodies;
    this.damagedLater = damagedLater;
  }

  /** Checks the first piece; waits for the disk. */
  void begin() throws IOException {
    first.set(Optional.of(check(firstOf(BlockRange.of(slice, blockBytes())))));
  }

  private BlockRange firstOf(BlockRange rest) {
    return rest.first(Math.max(1, PIECE_BYTES / blockBytes()));
  }

  @Override
  public long length() {
    return slice.length();
  }

  @Override
  public OptionalInt crc32c() {
    return OptionalInt.of(crc32c);
  }

  @Override
  public Future<Void> sendTo(Function<OpenBody, Future<Void>> taker) {
    Promise<Void> sent = Promise.promise();
    first
        .getAndSet(Optional.empty())
        .ifPresentOrElse(
            piece -> send(piece, Future.succeededFuture(), taker, sent),
            () -> sent.fail(closedEarly()));
    return sent.future();
  }

  /**
   * Hands a piece over and goes on: the next one is checked as soon as the one before this one is
   * taken, so that the socket has something to send meanwhile. Not a chain of futures: that would
   * be as long as the body has pieces.
   *
   * @param before when the piece before was taken
   */
  private void send(
      BlockRange piece,
      Future<Void> before,
      Function<OpenBody, Future<Void>> taker,
      Promise<Void> sent) {
    if (before.failed()) {
      sent.fail(before.cause());
      return;
    }
    BlockRange rest = BlockRange.of(slice, blockBytes()).behind(piece);
    Future<Void> taken = hand(piece, taker);
    if (rest.isEmpty()) {
      before.compose(done -> taken).onComplete(sent);
    } else {
      before
          .compose(done -> checkOnWorker(firstOf(rest)))
          .onComplete(next -> send(next, taken, taker, sent), sent::fail);
    }
  }

  private Future<Void> hand(BlockRange piece, Function<OpenBody, Future<Void>> taker) {
    ByteRange bytes = bytes(piece);
    try {
      return taker
          .apply(opened.file().body(bytes, OptionalInt.empty(), () -> {}))
          .map(
              taken -> {
                bodies.counts().sentFromPageCache(bytes.length());
                return null;
              });
    } catch (RuntimeException gone) {
      return Future.failedFuture(gone);
    }
  }

  /** The part of a piece that belongs to the slice. */
  private ByteRange bytes(BlockRange piece) {
    long from = Math.max(slice.offset(), (long) piece.from() * blockBytes());
    long to = Math.min(slice.end(), (long) piece.to() * blockBytes());
    return new ByteRange(from, to - from);
  }

  private Future<BlockRange> checkOnWorker(BlockRange blocks) {
    boolean open = uses.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    if (!open) {
      return Future.failedFuture(closedEarly());
    }
    Future<BlockRange> checking;
    try {
      checking = bodies.vertx().executeBlocking(() -> checkOrTell(blocks), false);
    } catch (RejectedExecutionException ended) {
      checking = Future.failedFuture(new Unreadable("the node is stopping"));
    }
    return checking.andThen(done -> endUse());
  }

  private BlockRange checkOrTell(BlockRange blocks) {
    if (closed) {
      throw closedEarly();
    }
    try {
      return check(blocks);
    } catch (StorageFailure damage) {
      damagedLater.run();
      throw new Unreadable(damage.getMessage());
    } catch (IOException e) {
      LOG.warn("reading {} failed while it was being sent", opened.path(), e);
      throw new Unreadable("the disk failed");
    }
  }

  private BlockRange check(BlockRange blocks) throws IOException {
    bodies.verify(opened, blocks);
    return blocks;
  }

  private int blockBytes() {
    return opened.footer().checksums().blockBytes();
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
      first.set(Optional.empty());
      endUse();
    }
  }

  private void endUse() {
    if (uses.decrementAndGet() == 0) {
      bodies.closeLater(opened);
    }
  }
}
