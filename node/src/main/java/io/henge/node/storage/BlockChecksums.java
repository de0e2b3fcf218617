package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The CRC32C of each block of a body; the last block may be shorter. Immutable. */
final class BlockChecksums {
  /** Small enough to check a slice without reading much around it. */
  static final int BLOCK_BYTES = 64 << 10;

  private final int blockBytes;
  private final int[] crcs;

  /** The array is not copied. */
  BlockChecksums(int blockBytes, int[] crcs) {
    if (blockBytes < 1) {
      throw new IllegalArgumentException("a block has at least a byte: " + blockBytes);
    }
    this.blockBytes = blockBytes;
    this.crcs = crcs;
  }

  /** The size of every block but the last. */
  int blockBytes() {
    return blockBytes;
  }

  int count() {
    return crcs.length;
  }

  int crc32c(int block) {
    return crcs[block];
  }

  /** Whether a body of that size has as many blocks. */
  boolean fit(long sizeBytes) {
    return (sizeBytes + blockBytes - 1) / blockBytes == crcs.length;
  }

  /** The bytes of a block of a body of that size. */
  ByteRange bytes(int block, long sizeBytes) {
    long from = (long) block * blockBytes;
    return new ByteRange(from, Math.min(blockBytes, sizeBytes - from));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockChecksums that
        && blockBytes == that.blockBytes
        && Arrays.equals(crcs, that.crcs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(crcs);
  }

  /** Takes a body as it comes and collects the checksums of its blocks and of all of it. */
  static final class Collector {
    private final CRC32C whole = new CRC32C();
    private final CRC32C block = new CRC32C();
    private int[] crcs = new int[16];
    private int count;
    private int inBlock;
    private long sizeBytes;

    /** Takes the next bytes, all that remain in the buffer, and leaves the buffer as it was. */
    void add(ByteBuffer bytes) {
      whole.update(bytes.duplicate());
      sizeBytes += bytes.remaining();
      ByteBuffer rest = bytes.duplicate();
      while (rest.hasRemaining()) {
        int taken = Math.min(rest.remaining(), BLOCK_BYTES - inBlock);
        block.update(rest.slice(rest.position(), taken));
        rest.position(rest.position() + taken);
        inBlock += taken;
        if (inBlock == BLOCK_BYTES) {
          endBlock();
        }
      }
    }

    private void endBlock() {
      if (count == crcs.length) {
        crcs = Arrays.copyOf(crcs, Math.multiplyExact(count, 2));
      }
      crcs[count++] = (int) block.getValue();
      block.reset();
      inBlock = 0;
    }

    long sizeBytes() {
      return sizeBytes;
    }

    /** The CRC32C of all bytes so far. */
    int crc32c() {
      return (int) whole.getValue();
    }

    /** Ends the last block; no bytes may follow. */
    BlockChecksums finish() {
      if (inBlock > 0) {
        endBlock();
      }
      return new BlockChecksums(BLOCK_BYTES, Arrays.copyOf(crcs, count));
    }
  }
}
