package io.henge.node.storage.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Tells a log that a power cut tore from one that was damaged. A power cut may keep the length of a
 * file and lose some of its unsynced pages, so the last records may not match their checksums. Only
 * what follows can prove that a record had been synced: a synced write, and anything behind it,
 * since nothing is appended before a sync has ended.
 *
 * <p>The format is that of RocksDB's write-ahead log: blocks of 32 KiB; in each, fragments of
 * records with a header of checksum (CRC32C of type and data, masked; 4 bytes), length (2) and type
 * (1), all little-endian.
 */
final class LogTail {
  /** Stands in the log, and nowhere else, at the beginning of a write that is not synced. */
  static final byte[] UNSYNCED = "unsynced".getBytes(StandardCharsets.US_ASCII);

  private static final int BLOCK_BYTES = 32 << 10;
  private static final int HEADER_BYTES = 7;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int LAST = 4;
  private static final int MASK_DELTA = 0xa282ead8;

  /** Before the first entry of a batch: its sequence number and its length. */
  private static final int BATCH_HEADER_BYTES = 12;

  /** The tag of an entry that is only for the log; the length of the text and the text follow. */
  private static final byte LOG_DATA = 3;

  private final ByteBuffer bytes;
  private int position;

  private LogTail(byte[] log) {
    this.bytes = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * What stands behind the last damage, as far as it has been read.
   *
   * @param isDamaged whether there is damage at all
   * @param hasSynced whether a synced write follows it
   * @param isProven whether that write was followed by another, which proves its sync
   */
  private record Evidence(boolean isDamaged, boolean hasSynced, boolean isProven) {
    static final Evidence NONE = new Evidence(false, false, false);

    Evidence damage() {
      return isProven ? this : new Evidence(true, false, false);
    }

    Evidence write(boolean isSynced) {
      return isDamaged ? new Evidence(true, hasSynced || isSynced, isProven || hasSynced) : this;
    }
  }

  /** Whether all that is damaged in the logs of a table may never have been synced. */
  static boolean isTorn(Path directory) throws IOException {
    Evidence evidence = Evidence.NONE;
    for (Path log : logs(directory)) {
      evidence = new LogTail(Files.readAllBytes(log)).read(evidence);
    }
    return !evidence.isProven();
  }

  private static List<Path> logs(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .sorted(Comparator.comparing(Path::getFileName))
          .toList();
    }
  }

  private Evidence read(Evidence before) {
    Evidence evidence = before;
    while (position < bytes.limit()) {
      int blockEnd = Math.min(bytes.limit(), (position / BLOCK_BYTES + 1) * BLOCK_BYTES);
      if (blockEnd - position < HEADER_BYTES) {
        // The rest of a block that takes no header is filled up with zeros.
        position = blockEnd;
      } else if (isSound(blockEnd)) {
        int type = bytes.get(position + 6);
        if (type == FULL || type == FIRST) {
          evidence = evidence.write(!isMarkedUnsynced());
        }
        position += HEADER_BYTES + length();
      } else {
        evidence = evidence.damage();
        // Where the next fragment begins, only its own checksum can tell.
        position++;
      }
    }
    return evidence;
  }

  private int length() {
    return Short.toUnsignedInt(bytes.getShort(position + 4));
  }

  private boolean isSound(int blockEnd) {
    int type = bytes.get(position + 6);
    if (type < FULL || type > LAST || position + HEADER_BYTES + length() > blockEnd) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(position + 6, 1 + length()));
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA == bytes.getInt(position);
  }

  private boolean isMarkedUnsynced() {
    int entry = position + HEADER_BYTES + BATCH_HEADER_BYTES;
    int text = entry + 2;
    return length() >= BATCH_HEADER_BYTES + 2 + UNSYNCED.length
        && bytes.get(entry) == LOG_DATA
        && bytes.get(entry + 1) == UNSYNCED.length
        && Arrays.equals(bytes.array(), text, text + UNSYNCED.length, UNSYNCED, 0, UNSYNCED.length);
  }
}
