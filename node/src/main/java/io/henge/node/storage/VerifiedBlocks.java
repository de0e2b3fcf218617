package io.henge.node.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.henge.node.storage.disk.FileFacts;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Remembers which blocks of which files were read and found sound a short while ago. A file is the
 * same one only as long as its identity, its length and the time of its last change are; a bit that
 * flips on the disk shows in none of them, so everything is forgotten after a time. Bounded by the
 * memory it takes. Thread-safe.
 */
final class VerifiedBlocks {
  /** For so long, from its first block on, a file's blocks count as sound. */
  static final Duration REMEMBERED = Duration.ofMinutes(5);

  /** Enough for the blocks of two terabytes in large files, or of twenty thousand small ones. */
  private static final long BYTES_MAX = 4L << 20;

  private static final int ENTRY_BYTES = 200;

  private final Cache<FileFacts, AtomicLongArray> files;

  VerifiedBlocks(LongSupplier monotonicMillis) {
    this(monotonicMillis, BYTES_MAX);
  }

  VerifiedBlocks(LongSupplier monotonicMillis, long bytesMax) {
    files =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .<FileFacts, AtomicLongArray>weigher((file, blocks) -> bytes(blocks))
            // The bits are changed in place, so the time runs from the first block on.
            .expireAfterWrite(REMEMBERED)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(monotonicMillis.getAsLong()))
            .executor(Runnable::run)
            .build();
  }

  private static int bytes(AtomicLongArray blocks) {
    return (int) Math.min(Integer.MAX_VALUE, ENTRY_BYTES + (long) Long.BYTES * blocks.length());
  }

  /** Whether all of these blocks were found sound, in this state of the file, of late. */
  boolean cover(FileFacts file, BlockRange range) {
    AtomicLongArray blocks = files.getIfPresent(file);
    if (blocks == null) {
      return range.isEmpty();
    }
    for (int word = range.from() / Long.SIZE; word * (long) Long.SIZE < range.to(); word++) {
      long wanted = mask(word, range);
      if ((blocks.get(word) & wanted) != wanted) {
        return false;
      }
    }
    return true;
  }

  /**
   * Notes blocks that were found sound.
   *
   * @param file as it was before they were read
   * @param count how many blocks the file has
   */
  void add(FileFacts file, int count, BlockRange range) {
    AtomicLongArray blocks =
        files.get(file, none -> new AtomicLongArray((count + Long.SIZE - 1) / Long.SIZE));
    for (int word = range.from() / Long.SIZE; word * (long) Long.SIZE < range.to(); word++) {
      long found = mask(word, range);
      blocks.getAndUpdate(word, bits -> bits | found);
    }
  }

  /** The bits of a word that belong to a range. */
  private static long mask(int word, BlockRange range) {
    long first = (long) word * Long.SIZE;
    int from = (int) Math.max(0, range.from() - first);
    int to = (int) Math.min(Long.SIZE, range.to() - first);
    return to <= from ? 0 : -1L >>> (Long.SIZE - (to - from)) << from;
  }

  /** Forgets all that was noted of a file. */
  void forget(FileFacts file) {
    files.invalidate(file);
  }
}
