package io.henge.chaos.workload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * A body that certifies itself. It begins with a header that tells which write it belongs to, and
 * the rest is random bytes that follow from the header. So one that is torn, or mixed of two, is
 * recognised without the bodies being kept, and whose bytes came instead can be told. A body
 * shorter than the header is the beginning of one.
 *
 * @param run tells the runs of the tests apart
 * @param key the key that is written
 * @param writer who writes, 0 or more
 * @param sequence the number of this write to the key, 1 or more
 * @param sizeBytes the length, 0 or more
 */
public record Payload(long run, String key, int writer, long sequence, int sizeBytes) {
  private static final long MAGIC = 0x48454E47454C4F41L;
  private static final int HEADER_BYTES = 48;
  private static final int CHUNK_BYTES = 64 << 10;

  public Payload {
    if (writer < 0 || sequence < 1 || sizeBytes < 0) {
      throw new IllegalArgumentException("no write: " + writer + ", " + sequence);
    }
  }

  /** What a header of the request says of this write, to be returned with the body. */
  public String claim() {
    return "%x.%d.%d.%d".formatted(run, writer, sequence, sizeBytes);
  }

  /** The payload that a claim names; empty when it is no claim. */
  public static Optional<Payload> claimed(String key, String claim) {
    String[] parts = claim.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Payload(
              Long.parseUnsignedLong(parts[0], 16),
              key,
              Integer.parseInt(parts[1]),
              Long.parseLong(parts[2]),
              Integer.parseInt(parts[3])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** All of it. */
  public byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream(sizeBytes);
    try {
      writeTo(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  /** The CRC32C of all of it, as nodes write it. */
  String crc32cText() {
    CRC32C crc = new CRC32C();
    crc.update(bytes());
    return "%08x".formatted((int) crc.getValue());
  }

  /**
   * What is wrong with bytes that are said to be so many from an offset on; empty when nothing is.
   */
  public Optional<String> difference(byte[] got, int from, int length) {
    byte[] all = bytes();
    if (got.length != length || from + length > all.length) {
      return Optional.of(
          "%s: %d bytes from %d on, and not %d of %d"
              .formatted(claim(), got.length, from, length, all.length));
    }
    int at = Arrays.mismatch(got, Arrays.copyOfRange(all, from, from + length));
    return at < 0
        ? Optional.empty()
        : Optional.of("%s: byte %d of %d is wrong".formatted(claim(), from + at, all.length));
  }

  /** The payload that a body of a key says that it is, and is; empty when there is none. */
  public static Optional<Payload> of(String key, byte[] body) {
    if (body.length < HEADER_BYTES) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(body);
    if (header.getLong() != MAGIC) {
      return Optional.empty();
    }
    long run = header.getLong();
    header.getLong();
    int writer = header.getInt();
    int sizeBytes = header.getInt();
    long sequence = header.getLong();
    return claimed(key, "%x.%d.%d.%d".formatted(run, writer, sequence, sizeBytes))
        .filter(payload -> payload.difference(body, 0, sizeBytes).isEmpty());
  }

  public void writeTo(OutputStream out) throws IOException {
    Chunks chunks = new Chunks();
    for (byte[] chunk = chunks.next(); chunk.length > 0; chunk = chunks.next()) {
      out.write(chunk);
    }
  }

  /**
   * Reads to the end and says what is wrong with the bytes, at the first byte that is; empty when
   * they are exactly these. The rest is left unread then.
   */
  public Optional<String> difference(InputStream in) throws IOException {
    Chunks chunks = new Chunks();
    long offset = 0;
    for (byte[] chunk = chunks.next(); chunk.length > 0; chunk = chunks.next()) {
      byte[] got = in.readNBytes(chunk.length);
      int at = Arrays.mismatch(chunk, got);
      if (at >= 0) {
        return Optional.of(
            "%s: byte %d of %d is wrong, %s"
                .formatted(claim(), offset + at, sizeBytes, described(offset, got)));
      }
      offset += chunk.length;
    }
    return in.read() < 0 ? Optional.empty() : Optional.of(claim() + ": more bytes follow");
  }

  private static String described(long offset, byte[] got) {
    ByteBuffer bytes = ByteBuffer.wrap(got);
    if (offset == 0 && got.length >= HEADER_BYTES && bytes.getLong() == MAGIC) {
      return "they began as run %x, key %x, writer %d, size %d, write %d"
          .formatted(
              bytes.getLong(), bytes.getLong(), bytes.getInt(), bytes.getInt(), bytes.getLong());
    }
    return got.length + " bytes came here";
  }

  private byte[] header() {
    long keyHash = key.hashCode();
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(MAGIC).putLong(run).putLong(keyHash);
    header.putInt(writer).putInt(sizeBytes).putLong(sequence).putLong(seed());
    return header.array();
  }

  private long seed() {
    long seed = run;
    for (long part : new long[] {key.hashCode(), writer, sequence, sizeBytes}) {
      seed = new SplittableRandom(seed + part).nextLong();
    }
    return seed;
  }

  /** The bytes, chunk by chunk; an empty chunk is the end. */
  private final class Chunks {
    private final SplittableRandom random = new SplittableRandom(seed());
    private long left = sizeBytes;
    private boolean first = true;

    byte[] next() {
      byte[] chunk = new byte[(int) Math.min(left, CHUNK_BYTES)];
      ByteBuffer buffer = ByteBuffer.wrap(chunk);
      if (first) {
        buffer.put(header(), 0, Math.min(HEADER_BYTES, chunk.length));
        first = false;
      }
      while (buffer.remaining() >= Long.BYTES) {
        buffer.putLong(random.nextLong());
      }
      while (buffer.hasRemaining()) {
        buffer.put((byte) random.nextInt());
      }
      left -= chunk.length;
      return chunk;
    }
  }
}
