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
import org.rocksdb.RocksDB;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;

/**
 * How RocksDB is set up: for little memory, and to believe nothing that does not match its
 * checksum. Holds what lives outside the heap until it is closed.
 */
final class RocksOptions implements AutoCloseable {
  private static final long BLOCK_CACHE_BYTES = 16L << 20;
  private static final long WRITE_BUFFER_BYTES = 8L << 20;
  private static final long META_WRITE_BUFFER_BYTES = 256L << 10;
  private static final long ALL_WRITE_BUFFERS_BYTES = 32L << 20;

  /** Read again at the start, so it bounds how long that takes. */
  private static final long WAL_BYTES_MAX = 64L << 20;

  private static final int OPEN_FILES_MAX = 256;
  private static final double BLOOM_BITS_PER_KEY = 10;
  private static final long OWN_LOG_BYTES_MAX = 1L << 20;
  private static final long OWN_LOGS_MAX = 4;

  static {
    RocksDB.loadLibrary();
  }

  private final Cache blockCache = new LRUCache(BLOCK_CACHE_BYTES);
  private final BloomFilter bloomFilter = new BloomFilter(BLOOM_BITS_PER_KEY);
  private final BackgroundErrors backgroundErrors;
  private final List<ColumnFamilyOptions> families = new ArrayList<>();

  RocksOptions(Consumer<TableException> failed) {
    this.backgroundErrors = new BackgroundErrors(failed);
  }

  /** The options of an index whose log is to be read in that way. */
  DBOptions database(WALRecoveryMode recovery) {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        .setWalRecoveryMode(recovery)
        .setManualWalFlush(false)
        .setMaxTotalWalSize(WAL_BYTES_MAX)
        .setDbWriteBufferSize(ALL_WRITE_BUFFERS_BYTES)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(OPEN_FILES_MAX)
        .setListeners(List.of(backgroundErrors))
        .setStatsDumpPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(OWN_LOG_BYTES_MAX)
        .setKeepLogFileNum(OWN_LOGS_MAX);
  }

  ColumnFamilyOptions family(String name) {
    boolean busy = name.equals(Family.RECORDS.text()) || name.equals(Family.BODIES.text());
    ColumnFamilyOptions options =
        new ColumnFamilyOptions()
            .setWriteBufferSize(busy ? WRITE_BUFFER_BYTES : META_WRITE_BUFFER_BYTES)
            .setMaxWriteBufferNumber(2)
            .setCompressionType(
                name.equals(Family.BODIES.text())
                    ? CompressionType.NO_COMPRESSION
                    : CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(blockCache)
                    .setFilterPolicy(bloomFilter)
                    .setCacheIndexAndFilterBlocks(true)
                    .setPinL0FilterAndIndexBlocksInCache(true));
    families.add(options);
    return options;
  }

  @Override
  public void close() {
    families.forEach(ColumnFamilyOptions::close);
    backgroundErrors.close();
    bloomFilter.close();
    blockCache.close();
  }

  /**
   * Hears of failed flushes and compactions, which no caller waits for. Reasons that the Java
   * binding has no name for do not get here; then the next write meets the error.
   */
  private static final class BackgroundErrors extends AbstractEventListener {
    private final Consumer<TableException> failed;

    BackgroundErrors(Consumer<TableException> failed) {
      super(EnabledEventCallback.ON_BACKGROUND_ERROR);
      this.failed = failed;
    }

    @Override
    public void onBackgroundError(BackgroundErrorReason reason, Status error) {
      failed.accept(
          RocksTable.failure(
              "work in the background (%s): %s".formatted(reason, error.getState()), error, null));
    }
  }
}
