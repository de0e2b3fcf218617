package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.storage.disk.ReadableFile;
import io.henge.ring.BlobKey;
import io.henge.ring.JoinedCrc32c;
import io.henge.ring.codec.CodecException;
import io.henge.ring.codec.Decoder;
import io.henge.ring.codec.Encoder;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.BlobObjectCodec;
import io.henge.ring.version.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The bytes of a blob file: the body from position 0, so that a slice of the body is a slice of the
 * file; then the footer (length and bytes of the key, length and bytes of the version as an object
 * of its own, block size, block count, and the CRC32C of each block in four bytes); then the
 * trailer of 20 bytes, from which a reader starts: length of the footer, format, CRC32C of footer
 * and these two numbers, each in four bytes, and eight bytes of ASCII.
 *
 * <p>All of it is written before the file gets its name. A file whose trailer does not hold is
 * damaged; one in a newer format is not. So the trailer, and what its checksum is of, are the same
 * in all formats: any program can tell a newer number from a damaged one. A new format of the
 * object inside is a new format of the file.
 */
final class BlobFileFormat {
  /** The format that is written, and the newest that can be read. */
  static final int FORMAT = 1;

  /** "HENGEBLB". */
  private static final long MAGIC = 0x48454e4745424c42L;

  private static final int TRAILER_BYTES = 20;

  /** More than a key and a version take. */
  private static final int DESCRIPTION_BYTES_MAX = 4 << 20;

  /** No file has smaller blocks, unless it is a short one. */
  private static final int FULL_BLOCK_BYTES_MIN = 16 << 10;

  private static final int READ_BYTES = 256 << 10;

  private BlobFileFormat() {}

  /** What follows the body: footer and trailer. */
  static byte[] tail(BlobFooter footer) {
    Encoder out = new Encoder();
    out.bytes(footer.key().bytes());
    out.bytes(BlobObjectCodec.encode(BlobObject.written(footer.version())));
    BlockChecksums checksums = footer.checksums();
    out.varint(checksums.blockBytes()).varint(checksums.count());
    for (int block = 0; block < checksums.count(); block++) {
      out.fixed32(checksums.crc32c(block));
    }
    out.fixed32(out.size()).fixed32(FORMAT);
    return out.fixed32(crc32c(ByteBuffer.wrap(out.toByteArray()))).fixed(MAGIC).toByteArray();
  }

  /**
   * Reads what a file says of itself, without looking at the body.
   *
   * @throws StorageFailure CORRUPT when the footer is damaged or the file has not the length it
   *     says
   * @throws NewerFormatException when a newer program wrote it
   */
  static BlobFooter read(ReadableFile file, Path name) throws IOException {
    long size = file.sizeBytes();
    if (size < TRAILER_BYTES) {
      throw corrupt(name, "it is shorter than its trailer");
    }
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES);
    readFully(file, size - TRAILER_BYTES, trailer, name);
    int footerBytes = trailer.getInt(0);
    int format = trailer.getInt(4);
    if (trailer.getLong(12) != MAGIC) {
      throw corrupt(name, "it does not end like a blob file");
    }
    if (format > FORMAT) {
      requireSoundTail(file, trailer, name);
      throw new NewerFormatException(name.toString(), format, FORMAT);
    }
    // Not yet checked, and memory is taken for so many bytes: as many as there may be, no more.
    if (footerBytes < 0 || footerBytes > footerBytesMax(size - TRAILER_BYTES)) {
      throw corrupt(name, "its footer cannot have %d bytes".formatted(footerBytes));
    }
    long bodyBytes = size - TRAILER_BYTES - footerBytes;
    byte[] footer = new byte[footerBytes + 2 * Integer.BYTES];
    readFully(file, bodyBytes, ByteBuffer.wrap(footer), name);
    if (crc32c(ByteBuffer.wrap(footer)) != trailer.getInt(8)) {
      throw corrupt(name, "its footer does not match its checksum");
    }
    return decode(new Decoder(footer, 0, footerBytes), bodyBytes, name);
  }

  /** Of a newer format the checksum is all that can be checked; a changed bit may look like one. */
  private static void requireSoundTail(ReadableFile file, ByteBuffer trailer, Path name)
      throws IOException {
    long checkedEnd = file.sizeBytes() - TRAILER_BYTES + 2 * Integer.BYTES;
    long start = checkedEnd - 2 * Integer.BYTES - trailer.getInt(0);
    if (trailer.getInt(0) < 0 || start < 0) {
      throw corrupt(name, "its footer cannot have %d bytes".formatted(trailer.getInt(0)));
    }
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    if (crc32c(file, start, checkedEnd, buffer, new CRC32C(), name) != trailer.getInt(8)) {
      throw corrupt(name, "its footer does not match its checksum");
    }
  }

  private static long footerBytesMax(long bodyAndFooterBytes) {
    long checksumBytes = Integer.BYTES * (bodyAndFooterBytes / FULL_BLOCK_BYTES_MIN);
    return Math.min(bodyAndFooterBytes, DESCRIPTION_BYTES_MAX + checksumBytes);
  }

  private static BlobFooter decode(Decoder in, long bodyBytes, Path name) {
    try {
      BlobKey key = BlobKey.ofUtf8(in.bytes(BlobKey.LENGTH_MAX));
      List<Version> versions = BlobObjectCodec.decode(in.bytes(in.remaining())).live();
      if (versions.size() != 1) {
        throw new CodecException("one version wanted, not " + versions.size());
      }
      int blockBytes = (int) in.varint(Integer.MAX_VALUE);
      int[] crcs = new int[in.count(in.remaining() / Integer.BYTES)];
      for (int block = 0; block < crcs.length; block++) {
        crcs[block] = in.fixed32();
      }
      in.expectEnd();
      BlobFooter footer =
          new BlobFooter(key, versions.get(0), new BlockChecksums(blockBytes, crcs));
      if (footer.sizeBytes() != bodyBytes) {
        throw new CodecException(
            "%d bytes of body instead of %d".formatted(bodyBytes, footer.sizeBytes()));
      }
      return footer;
    } catch (CodecException | IllegalArgumentException e) {
      throw corrupt(name, e.getMessage());
    }
  }

  /**
   * Reads and checks all of a file.
   *
   * @throws StorageFailure CORRUPT when anything in it is damaged
   * @throws NewerFormatException when a newer program wrote it
   */
  static BlobFooter verify(ReadableFile file, Path name) throws IOException {
    BlobFooter footer = read(file, name);
    BlockChecksums checksums = footer.checksums();
    CRC32C whole = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocateDirect(Math.min(checksums.blockBytes(), READ_BYTES));
    for (int block = 0; block < checksums.count(); block++) {
      long start = (long) block * checksums.blockBytes();
      long end = Math.min(start + checksums.blockBytes(), footer.sizeBytes());
      if (crc32c(file, start, end, buffer, whole, name) != checksums.crc32c(block)) {
        throw corrupt(name, "block %d does not match its checksum".formatted(block));
      }
    }
    if ((int) whole.getValue() != footer.version().content().orElseThrow().crc32c()) {
      throw corrupt(name, "the body does not match its checksum");
    }
    return footer;
  }

  /**
   * Reads and compares blocks of the body.
   *
   * @param buffer through which they go, of any size
   * @throws StorageFailure CORRUPT when one is damaged
   */
  static void verify(
      ReadableFile file, BlobFooter footer, BlockRange blocks, ByteBuffer buffer, Path name)
      throws IOException {
    BlockChecksums checksums = footer.checksums();
    long position = (long) blocks.from() * checksums.blockBytes();
    long end = Math.min((long) blocks.to() * checksums.blockBytes(), footer.sizeBytes());
    int block = blocks.from();
    CRC32C crc = new CRC32C();
    while (position < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
      readFully(file, position, buffer, name);
      position += buffer.limit();
      while (buffer.hasRemaining()) {
        long blockEnd = Math.min((block + 1L) * checksums.blockBytes(), end);
        long readTo = position - buffer.remaining();
        int part = (int) Math.min(buffer.remaining(), blockEnd - readTo);
        crc.update(buffer.slice(buffer.position(), part));
        buffer.position(buffer.position() + part);
        if (readTo + part == blockEnd) {
          requireMatch(checksums, block, crc, name);
          crc.reset();
          block++;
        }
      }
    }
  }

  /**
   * The CRC32C of a slice of a body: joined of those of its blocks, and read where it has a part of
   * a block. Compares nothing.
   *
   * @param buffer through which such parts go, of any size
   */
  static int crc32c(
      ReadableFile file, BlobFooter footer, ByteRange slice, ByteBuffer buffer, Path name)
      throws IOException {
    BlockChecksums checksums = footer.checksums();
    BlockRange blocks = BlockRange.of(slice, checksums.blockBytes());
    JoinedCrc32c joined = new JoinedCrc32c();
    for (int block = blocks.from(); block < blocks.to(); block++) {
      ByteRange whole = checksums.bytes(block, footer.sizeBytes());
      long start = Math.max(slice.offset(), whole.offset());
      long end = Math.min(slice.end(), whole.end());
      boolean isWhole = end - start == whole.length();
      joined.append(
          isWhole ? checksums.crc32c(block) : crc32c(file, start, end, buffer, new CRC32C(), name),
          end - start);
    }
    return joined.value();
  }

  private static void requireMatch(BlockChecksums checksums, int block, CRC32C crc, Path name) {
    if ((int) crc.getValue() != checksums.crc32c(block)) {
      throw corrupt(name, "block %d does not match its checksum".formatted(block));
    }
  }

  private static int crc32c(
      ReadableFile file, long start, long end, ByteBuffer buffer, CRC32C whole, Path name)
      throws IOException {
    CRC32C part = new CRC32C();
    for (long position = start; position < end; position += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
      readFully(file, position, buffer, name);
      whole.update(buffer.duplicate());
      part.update(buffer.duplicate());
    }
    return (int) part.getValue();
  }

  private static void readFully(ReadableFile file, long start, ByteBuffer buffer, Path name)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (file.read(buffer, start + buffer.position()) < 0) {
        throw corrupt(name, "it ends too early");
      }
    }
    buffer.flip();
  }

  private static int crc32c(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  private static StorageFailure corrupt(Path name, String why) {
    return new StorageFailure(StorageFailure.Kind.CORRUPT, name + " is damaged: " + why);
  }
}
