package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.InlineBody;
import io.henge.node.blob.OpenBody;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.disk.ReadableFile;
import io.henge.ring.version.Content;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Finds bodies by what the records say of their places; what no record names is not found. Record
 * and body are read one after the other, and a change may come between: then the record is asked
 * again. All calls may wait for the disk.
 */
final class BodyReader {
  private final Index index;
  private final BlobFiles files;
  private final Quarantine quarantine;
  private final FileBodies bodies;
  private final BiConsumer<PartitionedKey, Dot> damagedLater;

  /**
   * A reader of a store.
   *
   * @param damagedLater told of versions in whose files damage was found after they were opened
   */
  BodyReader(
      Index index,
      BlobFiles files,
      Quarantine quarantine,
      FileBodies bodies,
      BiConsumer<PartitionedKey, Dot> damagedLater) {
    this.index = index;
    this.files = files;
    this.quarantine = quarantine;
    this.bodies = bodies;
    this.damagedLater = damagedLater;
  }

  /** Opens a slice; empty when no record names the version. */
  Optional<OpenBody> open(PartitionedKey key, Version version, ByteRange range) throws IOException {
    requireInside(version, range);
    Optional<Place> place = placeOf(key, version);
    if (place.isEmpty() || place.get() == Place.NONE) {
      return Optional.empty();
    }
    Optional<OpenBody> found =
        place.get() == Place.FILE
            ? openFile(key, version, range)
            : readInline(key, version).map(bytes -> slice(bytes, version, range));
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

  private static void requireInside(Version version, ByteRange range) {
    if (range.end() > sizeBytes(version)) {
      throw new IllegalArgumentException("%s of %d bytes".formatted(range, sizeBytes(version)));
    }
  }

  private static long sizeBytes(Version version) {
    return version.content().map(Content::sizeBytes).orElse(0L);
  }

  private Optional<Place> placeOf(PartitionedKey key, Version version) throws IOException {
    return index.record(key).flatMap(stored -> stored.placeOf(version.dot()));
  }

  private Optional<OpenBody> openFile(PartitionedKey key, Version version, ByteRange range)
      throws IOException {
    Optional<BlobFiles.Opened> opened = files.open(key.key(), version.dot());
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    ReadableFile file = opened.get().file();
    try {
      if (!opened.get().footer().version().content().equals(version.content())) {
        throw new IllegalArgumentException("another version than the stored " + version.dot());
      }
      Runnable damaged = () -> damagedLater.accept(key, version.dot());
      return Optional.of(bodies.open(opened.get(), range, damaged));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** A slice of a small body. */
  static OpenBody slice(Buffer bytes, Version version, ByteRange range) {
    requireInside(version, range);
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
