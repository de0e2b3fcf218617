package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.disk.ReadableFile;
import io.henge.ring.version.Content;
import io.henge.ring.version.Version;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds bodies by what the records say of their places; what no record names is not found. Record
 * and body are read one after the other, and a change may come between: then the record is asked
 * again. All calls may wait for the disk.
 */
final class BodyReader {
  private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);

  /**
   * So many bytes are compared with their checksums before the first one is handed out, while
   * another holder can still take over; to check more would delay that first byte.
   */
  private static final long CHECKED_BYTES_MAX = 8L << 20;

  private final Index index;
  private final BlobFiles files;
  private final Quarantine quarantine;
  private final WorkerExecutor worker;

  BodyReader(Index index, BlobFiles files, Quarantine quarantine, WorkerExecutor worker) {
    this.index = index;
    this.files = files;
    this.quarantine = quarantine;
    this.worker = worker;
  }

  /** Opens a slice; empty when no record names the version. */
  Optional<OpenBody> open(PartitionedKey key, Version version, ByteRange range) throws IOException {
    if (range.end() > sizeBytes(version)) {
      throw new IllegalArgumentException("%s of %d bytes".formatted(range, sizeBytes(version)));
    }
    Optional<Place> place = placeOf(key, version);
    if (place.isEmpty() || place.get() == Place.NONE) {
      return Optional.empty();
    }
    Optional<OpenBody> found =
        place.get() == Place.FILE
            ? openFile(key, version, range)
            : readInline(key, version).map(bytes -> slice(bytes, range));
    return found.isPresent() ? found : missing(key, version, place.get());
  }

  /** All bytes of a small body; empty when no record names the version, or it has a file. */
  Optional<Buffer> inline(PartitionedKey key, Version version) throws IOException {
    if (placeOf(key, version).filter(place -> place == Place.INLINE).isEmpty()) {
      return Optional.empty();
    }
    Optional<Buffer> found = readInline(key, version);
    return found.isPresent() ? found : missing(key, version, Place.INLINE);
  }

  private static long sizeBytes(Version version) {
    return version.content().map(Content::sizeBytes).orElse(0L);
  }

  private Optional<Place> placeOf(PartitionedKey key, Version version) throws IOException {
    return index.record(key).flatMap(stored -> stored.placeOf(version.dot()));
  }

  private Optional<OpenBody> openFile(PartitionedKey key, Version version, ByteRange range)
      throws IOException {
    ByteRange checked = new ByteRange(range.offset(), Math.min(range.length(), CHECKED_BYTES_MAX));
    Optional<BlobFiles.Opened> opened = files.open(key.key(), version.dot(), checked);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    ReadableFile file = opened.get().file();
    if (!opened.get().footer().version().content().equals(version.content())) {
      file.close();
      throw new IllegalArgumentException("another version than the stored " + version.dot());
    }
    return Optional.of(file.body(range, () -> closeLater(file)));
  }

  private void closeLater(ReadableFile file) {
    try {
      worker
          .<Void>executeBlocking(() -> closeNow(file), false)
          .onFailure(cause -> LOG.warn("closing a blob file: {}", cause.getMessage()));
    } catch (RejectedExecutionException storeIsClosed) {
      closeNow(file);
    }
  }

  private static Void closeNow(ReadableFile file) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("closing a blob file: {}", e.getMessage());
    }
    return null;
  }

  private static OpenBody slice(Buffer bytes, ByteRange range) {
    return new InlineBody(bytes.slice((int) range.offset(), (int) range.end()));
  }

  private Optional<Buffer> readInline(PartitionedKey key, Version version) throws IOException {
    Optional<byte[]> value = index.body(key, version.dot());
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<Buffer> bytes = InlineValue.decode(value.get(), version.content().orElseThrow());
    if (bytes.isEmpty()) {
      quarantine.take(BlobFiles.name(key.key(), version.dot()), value.get());
      throw new StorageFailure(
          StorageFailure.Kind.CORRUPT,
          "the bytes of %s of %s do not match their checksum".formatted(version.dot(), key.key()));
    }
    return bytes;
  }

  /** A body that is not where its record says is lost, unless the record has changed. */
  private <T> Optional<T> missing(PartitionedKey key, Version version, Place place)
      throws IOException {
    if (placeOf(key, version).filter(place::equals).isPresent()) {
      throw new StorageFailure(
          StorageFailure.Kind.CORRUPT,
          "the bytes of %s of %s are missing".formatted(version.dot(), key.key()));
    }
    return Optional.empty();
  }
}
