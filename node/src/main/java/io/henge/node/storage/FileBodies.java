package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.OpenBody;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
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
 *   <li>Else it is checked piece by piece while it is sent ({@link CheckedBody}). The first piece
 *       is checked now, while another holder can still take over.
 * </ol>
 */
final class FileBodies {
  private static final Logger LOG = LoggerFactory.getLogger(FileBodies.class);

  private final BlobFiles files;
  private final VerifiedBlocks verified;
  private final CheckBuffers buffers;
  private final Vertx vertx;
  private final InFlight inFlight;
  private final ReadCounts counts;

  /**
   * For the files of one store.
   *
   * @param monotonicMillis a clock that never runs backwards
   * @param vertx whose workers check pieces: bodies may be sent to their end when the store is
   *     closed, and who waits for a record does not wait for them
   * @param inFlight what the end of the store waits for
   */
  FileBodies(
      BlobFiles files,
      LongSupplier monotonicMillis,
      CheckBuffers buffers,
      Vertx vertx,
      InFlight inFlight,
      ReadCounts counts) {
    this.files = files;
    this.verified = new VerifiedBlocks(monotonicMillis);
    this.buffers = buffers;
    this.vertx = vertx;
    this.inFlight = inFlight;
    this.counts = counts;
  }

  /**
   * A slice as a body that closes the file when it is closed. May wait for the disk. After a
   * failure the file is still open; a damaged one has been moved to quarantine.
   *
   * @param damagedLater told when damage is found after this method has ended
   * @throws StorageFailure CORRUPT when it is damaged
   */
  OpenBody open(BlobFiles.Opened opened, ByteRange slice, Runnable damagedLater)
      throws IOException {
    BlockRange blocks = BlockRange.of(slice, opened.footer().checksums().blockBytes());
    if (verified.cover(opened.facts(), blocks)) {
      verifyEnds(opened, slice);
      counts.remembered();
      return unchecked(opened, slice);
    }
    if (slice.length() > CheckedBody.PIECE_BYTES) {
      verifyEnds(opened, slice);
      CheckedBody body = new CheckedBody(opened, slice, crc32c(opened, slice), this, damagedLater);
      body.begin();
      counts.checked();
      counts.opened();
      return body;
    }
    verify(opened, blocks);
    counts.checked();
    return unchecked(opened, slice);
  }

  /**
   * Compares blocks with their checksums; waits for the disk. A damaged file is moved to
   * quarantine.
   *
   * @throws StorageFailure CORRUPT when one is damaged
   */
  void verify(BlobFiles.Opened opened, BlockRange blocks) throws IOException {
    ByteBuffer buffer = buffers.acquire();
    try {
      BlobFileFormat.verify(opened.file(), opened.footer(), blocks, buffer, opened.path());
    } catch (StorageFailure damage) {
      damaged(opened, damage);
      throw damage;
    } finally {
      buffers.release(buffer);
    }
    verified.add(opened.facts(), opened.footer().checksums().count(), blocks);
  }

  private OpenBody unchecked(BlobFiles.Opened opened, ByteRange slice) throws IOException {
    OptionalInt crc32c = OptionalInt.of(crc32c(opened, slice));
    counts.sentFromPageCache(slice.length());
    counts.opened();
    return opened.file().body(slice, crc32c, () -> closeLater(opened));
  }

  /** Compares the blocks of which a slice has a part: its checksum is computed of their bytes. */
  private void verifyEnds(BlobFiles.Opened opened, ByteRange slice) throws IOException {
    BlockRange blocks = BlockRange.of(slice, opened.footer().checksums().blockBytes());
    int first = blocks.from();
    int last = blocks.to() - 1;
    if (isPartOf(opened, slice, first)) {
      verify(opened, new BlockRange(first, first + 1));
    }
    if (last > first && isPartOf(opened, slice, last)) {
      verify(opened, new BlockRange(last, last + 1));
    }
  }

  private static boolean isPartOf(BlobFiles.Opened opened, ByteRange slice, int block) {
    BlobFooter footer = opened.footer();
    ByteRange whole = footer.checksums().bytes(block, footer.sizeBytes());
    return slice.offset() > whole.offset() || slice.end() < whole.end();
  }

  private int crc32c(BlobFiles.Opened opened, ByteRange slice) throws IOException {
    BlobFooter footer = opened.footer();
    if (slice.equals(ByteRange.whole(footer.sizeBytes()))) {
      return footer.version().content().orElseThrow().crc32c();
    }
    ByteBuffer buffer = buffers.acquire();
    try {
      return BlobFileFormat.crc32c(opened.file(), footer, slice, buffer, opened.path());
    } finally {
      buffers.release(buffer);
    }
  }

  /** Sees to it that a damaged file is served to nobody any more, unless the store is closed. */
  private void damaged(BlobFiles.Opened opened, StorageFailure damage) throws IOException {
    verified.forget(opened.facts());
    if (inFlight.enter()) {
      try {
        files.moveAsideIfCorrupt(opened, damage);
      } finally {
        inFlight.exit();
      }
    }
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
