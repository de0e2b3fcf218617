package io.henge.node.storage.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Logger;
import org.rocksdb.RateLimiter;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;

/**
 * How RocksDB is set up: for little memory, and to believe nothing that does not match its
 * checksum. Holds what lives outside the heap until it is closed. The reasons and the measurements
 * stand in decision note 0012.
 */
final class RocksOptions implements AutoCloseable {
  /** Blocks, and with them the filters and indices of the files. */
  private static final long BLOCK_CACHE_BYTES = 16L << 20;

  private static final double SHARE_OF_FILTERS_AND_INDICES = 0.5;
  private static final long WRITE_BUFFER_BYTES = 8L << 20;
  private static final long NAMES_WRITE_BUFFER_BYTES = 2L << 20;
  private static final long META_WRITE_BUFFER_BYTES = 256L << 10;
  private static final long ALL_WRITE_BUFFERS_BYTES = 32L << 20;

  /** Read again at the start, so it bounds how long that takes. */
  static final long WAL_BYTES_MAX = 64L << 20;

  /** About what the largest compaction reads and so may write, before anything is given back. */
  static final long REWRITTEN_BYTES_MAX = 192L << 20;

  /** Until something else is said: about what a disk of its own takes. */
  private static final long REWRITTEN_BYTES_PER_SECOND = 512L << 20;

  /** For a new log and what else is made when a table is opened, its buffers aside. */
  static final long OPENING_BYTES = 4L << 20;

  /** For each file that a compaction reads. */
  private static final long COMPACTION_READAHEAD_BYTES = 512L << 10;

  private static final int OPEN_FILES_MAX = 256;
  private static final double BLOOM_BITS_PER_KEY = 10;
  private static final double SHARE_OF_WRITE_BUFFER_FOR_BLOOM = 0.02;
  private static final long OWN_LOG_BYTES_MAX = 1L << 20;
  private static final long OWN_LOGS_MAX = 4;

  private final Cache blockCache =
      new LRUCache(BLOCK_CACHE_BYTES, -1, false, SHARE_OF_FILTERS_AND_INDICES);
  private final BloomFilter bloomFilter = new BloomFilter(BLOOM_BITS_PER_KEY);

  /** Of flushes and compactions together; flushes go first. */
  private final RateLimiter rateLimiter = new RateLimiter(REWRITTEN_BYTES_PER_SECOND);

  private final BackgroundErrors backgroundErrors;
  private final List<ColumnFamilyOptions> families = new ArrayList<>();
  private final List<Logger> silences = new ArrayList<>();

  RocksOptions(Consumer<TableException> failed) {
    this.backgroundErrors = new BackgroundErrors(failed);
  }

  /** The options of an index whose log is to be read in that way. */
  DBOptions database(WALRecoveryMode recovery) {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        .setMaxBgErrorResumeCount(0)
        .setWalRecoveryMode(recovery)
        .setManualWalFlush(false)
        .setMaxTotalWalSize(WAL_BYTES_MAX)
        .setDbWriteBufferSize(ALL_WRITE_BUFFERS_BYTES)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(OPEN_FILES_MAX)
        .setCompactionReadaheadSize(COMPACTION_READAHEAD_BYTES)
        .setRateLimiter(rateLimiter)
        .setListeners(List.of(backgroundErrors))
        .setStatsDumpPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(OWN_LOG_BYTES_MAX)
        .setKeepLogFileNum(OWN_LOGS_MAX);
  }

  /** The same for one that is only looked at: nothing is made, and nothing is logged beside it. */
  DBOptions readOnlyDatabase(WALRecoveryMode recovery) {
    Logger silence = new Silence();
    silences.add(silence);
    return database(recovery)
        .setCreateIfMissing(false)
        .setCreateMissingColumnFamilies(false)
        .setLogger(silence);
  }

  ColumnFamilyOptions family(String name) {
    boolean isBodies = name.equals(Family.BODIES.text());
    // Names are walked through; nobody asks for a single one but a check.
    boolean isNames = name.equals(Family.NAMES.text());
    Shape shape = isBodies ? Shape.BODIES : Shape.RECORDS;
    ColumnFamilyOptions options =
        new ColumnFamilyOptions()
            .setWriteBufferSize(writeBufferBytes(name))
            .setMaxWriteBufferNumber(2)
            .setMemtablePrefixBloomSizeRatio(isNames ? 0 : SHARE_OF_WRITE_BUFFER_FOR_BLOOM)
            .setMemtableWholeKeyFiltering(true)
            .setDisableAutoCompactions(true)
            .setTargetFileSizeBase(shape.fileBytes)
            .setMaxBytesForLevelBase(shape.firstLevelBytes)
            .setMaxCompactionBytes(shape.compactionBytesMax)
            .setParanoidFileChecks(true)
            .setCompressionType(
                isBodies ? CompressionType.NO_COMPRESSION : CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(blockCache)
                    .setFilterPolicy(isNames ? null : bloomFilter)
                    .setCacheIndexAndFilterBlocks(true)
                    .setCacheIndexAndFilterBlocksWithHighPriority(true)
                    .setPinL0FilterAndIndexBlocksInCache(true));
    families.add(options);
    return options;
  }

  private static long writeBufferBytes(String family) {
    if (family.equals(Family.RECORDS.text()) || family.equals(Family.BODIES.text())) {
      return WRITE_BUFFER_BYTES;
    }
    return family.equals(Family.NAMES.text()) ? NAMES_WRITE_BUFFER_BYTES : META_WRITE_BUFFER_BYTES;
  }

  /**
   * How a family is cut into files: small enough that a rewrite of some of them finds room in the
   * reserve.
   */
  private enum Shape {
    RECORDS(8L << 20, 32L << 20, 64L << 20),
    BODIES(32L << 20, 64L << 20, 128L << 20);

    private final long fileBytes;
    private final long firstLevelBytes;
    private final long compactionBytesMax;

    Shape(long fileBytes, long firstLevelBytes, long compactionBytesMax) {
      this.fileBytes = fileBytes;
      this.firstLevelBytes = firstLevelBytes;
      this.compactionBytesMax = compactionBytesMax;
    }
  }

  /** From now on flushes and compactions write so many bytes a second together. */
  void limitRewriting(long bytesPerSecond) {
    rateLimiter.setBytesPerSecond(bytesPerSecond);
  }

  @Override
  public void close() {
    families.forEach(ColumnFamilyOptions::close);
    silences.forEach(Logger::close);
    backgroundErrors.close();
    rateLimiter.close();
    bloomFilter.close();
    blockCache.close();
  }

  /**
   * Hears of failed flushes and compactions, which no caller waits for, and forbids RocksDB to go
   * on by itself. For reasons that the Java binding has no name for (4 and above) nothing gets
   * here: the binding throws on RocksDB's thread, which RocksDB takes for the same answer, and
   * {@link RocksTable#backgroundFailure} finds the error.
   */
  private static final class BackgroundErrors extends AbstractEventListener {
    private final Consumer<TableException> failed;

    BackgroundErrors(Consumer<TableException> failed) {
      super(EnabledEventCallback.ON_BACKGROUND_ERROR, EnabledEventCallback.ON_ERROR_RECOVERY_BEGIN);
      this.failed = failed;
    }

    @Override
    public void onBackgroundError(BackgroundErrorReason reason, Status error) {
      failed.accept(
          RocksTable.failure(
              "work in the background (%s): %s".formatted(reason, error.getState()), error, null));
    }

    @Override
    public boolean onErrorRecoveryBegin(BackgroundErrorReason reason, Status error) {
      return false;
    }
  }

  /** Takes the place of RocksDB's own log, which is a file beside the index. */
  private static final class Silence extends Logger {
    Silence() {
      super(InfoLogLevel.FATAL_LEVEL);
    }

    @Override
    protected void log(InfoLogLevel level, String message) {
      // What matters comes as an exception, too.
    }
  }
}
