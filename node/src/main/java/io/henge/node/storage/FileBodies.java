package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how a slice of a blob file is sent, so that no byte leaves that was not compared with its
 * checksum.
 *
 * <ol>
 *   <li>All of its blocks were found sound a short while ago ({@link VerifiedBlocks}): the file
 *       goes from the page cache to the socket.
 *   <li>It is short: it is checked now, and goes the same way.
 *   <li>Else it passes through memory, checked window by window ({@link CheckedBody}). The first
 *       window is checked now, while another holder can still take over.
 *   <li>No window is free: it is checked now, if that does not take too long, or refused.
 * </ol>
 */
final class FileBodies {
  private static final Logger LOG = LoggerFactory.getLogger(FileBodies.class);

  /** Checking so much delays the first byte by less than handing over windows costs later. */
  private static final long CHECKED_AT_ONCE_BYTES = 1 << 20;

  /** What is checked before the first byte at most, when there is no window. */
  private static final long CHECKED_AHEAD_BYTES_MAX = 64 << 20;

  private final BlobFiles files;
  private final VerifiedBlocks verified;
  private final ReadWindows windows;
  private final Vertx vertx;
  private final InFlight inFlight;
  private final ReadCounts counts;

  /**
   * For the files of one store.
   *
   * @param monotonicMillis a clock that never runs backwards
   * @param vertx whose workers read windows: bodies may be sent to their end when the store is
   *     closed, and who waits for a record does not wait for them
   * @param inFlight what the end of the store waits for
   */
  FileBodies(
      BlobFiles files,
      LongSupplier monotonicMillis,
      ReadWindows windows,
      Vertx vertx,
      InFlight inFlight,
      ReadCounts counts) {
    this.files = files;
    this.verified = new VerifiedBlocks(monotonicMillis);
    this.windows = windows;
    this.vertx = vertx;
    this.inFlight = inFlight;
    this.counts = counts;
  }

  /**
   * A slice as a body that closes the file when it is closed. May wait for the disk. After a
   * failure the file is still open; a damaged one has been moved to quarantine.
   *
   * @param damagedLater told when damage is found after this method has ended
   * @throws StorageFailure CORRUPT when it is damaged; BUSY when too much is being checked
   */
  OpenBody open(BlobFiles.Opened opened, ByteRange slice, Runnable damagedLater)
      throws IOException {
    BlockChecksums checksums = opened.footer().checksums();
    BlockRange blocks = BlockRange.of(slice, checksums.blockBytes());
    if (verified.cover(opened.facts(), blocks)) {
      counts.remembered();
      return unchecked(opened, slice);
    }
    boolean fitsWindow = checksums.blockBytes() <= ReadWindows.SIZE_BYTES;
    if (fitsWindow && slice.length() > CHECKED_AT_ONCE_BYTES) {
      Optional<ByteBuffer> window = windows.acquire();
      if (window.isPresent()) {
        return checkedOnItsWay(new CheckedBody(opened, slice, this, damagedLater), window.get());
      }
    }
    if (fitsWindow && slice.length() > CHECKED_AHEAD_BYTES_MAX) {
      throw new StorageFailure(
          StorageFailure.Kind.BUSY, "too many bodies are being checked while they are sent");
    }
    verify(opened, blocks);
    return unchecked(opened, slice);
  }

  private void verify(BlobFiles.Opened opened, BlockRange blocks) throws IOException {
    try {
      BlobFileFormat.verify(opened.file(), opened.footer(), blocks, opened.path());
    } catch (StorageFailure damage) {
      damaged(opened, damage);
      throw damage;
    }
    counts.checked();
    sound(opened, blocks);
  }

  private OpenBody unchecked(BlobFiles.Opened opened, ByteRange slice) {
    counts.sentFromPageCache(slice.length());
    counts.opened();
    return opened.file().body(slice, () -> closeLater(opened));
  }

  private OpenBody checkedOnItsWay(CheckedBody body, ByteBuffer window) throws IOException {
    try {
      body.begin(window);
      counts.checked();
      counts.opened();
      return body;
    } catch (IOException | RuntimeException e) {
      windows.release(window);
      throw e;
    }
  }

  /** Notes that blocks were found sound. */
  void sound(BlobFiles.Opened opened, BlockRange blocks) {
    verified.add(opened.facts(), opened.footer().checksums().count(), blocks);
  }

  /** Sees to it that a damaged file is served to nobody any more, unless the store is closed. */
  void damaged(BlobFiles.Opened opened, StorageFailure damage) throws IOException {
    verified.forget(opened.facts());
    if (inFlight.enter()) {
      try {
        files.moveAsideIfCorrupt(opened, damage);
      } finally {
        inFlight.exit();
      }
    }
  }

  ReadWindows windows() {
    return windows;
  }

  Vertx vertx() {
    return vertx;
  }

  ReadCounts counts() {
    return counts;
  }

  /** Closes a file without waiting: the last handle of an unlinked one frees its blocks. */
  void closeLater(BlobFiles.Opened opened) {
    try {
      vertx
          .<Void>executeBlocking(() -> closeNow(opened), false)
          .onFailure(cause -> LOG.warn("closing a blob file: {}", cause.getMessage()));
    } catch (RejectedExecutionException ended) {
      closeNow(opened);
    }
  }

  private Void closeNow(BlobFiles.Opened opened) {
    counts.closed();
    try {
      opened.file().close();
    } catch (IOException e) {
      LOG.warn("closing a blob file: {}", e.getMessage());
    }
    return null;
  }
}
