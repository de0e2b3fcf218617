package io.henge.node.storage;

import io.henge.node.storage.DiskSpace.Level;
import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.table.Table;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the disk every second: whether it takes writes at all, how much room there is, and
 * what went wrong in the index that no call heard of. Says when an index that met a full disk is to
 * be read again. Waits for the disk; one call at a time.
 */
final class StoreWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);

  private static final long WAIT_MILLIS_MIN = 1_000;
  private static final long WAIT_MILLIS_MAX = 30_000;

  /** An index that meets a full disk so soon again has to wait longer. */
  private static final long GOOD_MILLIS = 60_000;

  private final Disk disk;
  private final DiskSpace space;
  private final StorageHealth health;
  private final Table table;
  private final LongSupplier monotonicMillis;
  private Level level = Level.AMPLE;
  private Optional<Boolean> mayRewrite = Optional.empty();
  private long rewriteRate = Long.MAX_VALUE;
  private volatile LongSupplier rewriteRates = () -> Long.MAX_VALUE;
  private Optional<Long> triedAt = Optional.empty();
  private long waitMillis = WAIT_MILLIS_MIN;

  StoreWatch(
      Disk disk, DiskSpace space, StorageHealth health, Table table, LongSupplier monotonicMillis) {
    this.disk = disk;
    this.space = space;
    this.health = health;
    this.table = table;
    this.monotonicMillis = monotonicMillis;
  }

  /**
   * From now on the index rewrites what it has stored at the rate that this says then.
   *
   * @param bytesPerSecond any thread may ask; {@link Long#MAX_VALUE} leaves the rate as it is
   */
  void paceRewriting(LongSupplier bytesPerSecond) {
    rewriteRates = bytesPerSecond;
  }

  /** Looks; whether the index should be read again now. */
  boolean look() {
    boolean canReopen = false;
    try {
      if (!disk.isWritable()) {
        health.poison("writing", new IOException("the file system does not allow it any more"));
      }
      space.measure();
      sayLevel();
      if (health.state() == StorageHealth.State.WRITABLE) {
        table
            .backgroundFailure()
            .ifPresent(cause -> health.indexFailed("work of the index in the background", cause));
        allowRewriting();
        limitRewriting();
      }
      canReopen =
          space.allows(SpaceUse.RECORD) && space.usableBytes() >= table.needs().openingBytes();
    } catch (IOException e) {
      LOG.warn("looking after the disk: {}", e.getMessage());
    }
    return health.state() == StorageHealth.State.SUSPENDED && canReopen && isDue();
  }

  private void sayLevel() {
    Level now = space.level();
    if (now == level) {
      return;
    }
    level = now;
    if (now == Level.AMPLE) {
      LOG.info("there is room on the disk again: {} bytes are usable", space.usableBytes());
    } else {
      LOG.warn(
          "the disk is {}: {} bytes are usable, the reserve is {}",
          now == Level.LOW ? "nearly full" : "full, new bodies are refused",
          space.usableBytes(),
          space.reserveBytes());
    }
  }

  /** A rewrite needs room before it gives some back, and must not take that of tombstones. */
  private void allowRewriting() throws IOException {
    long left = space.usableBytes() - table.needs().rewritingBytes();
    boolean isRoom = left >= SpaceUse.RECORD.floorBytes(space.reserveBytes());
    if (!mayRewrite.equals(Optional.of(isRoom))) {
      table.allowRewriting(isRoom);
      mayRewrite = Optional.of(isRoom);
    }
  }

  private void limitRewriting() throws IOException {
    long rate = rewriteRates.getAsLong();
    if (rate != rewriteRate) {
      table.limitRewriting(rate);
      rewriteRate = rate;
    }
  }

  private boolean isDue() {
    long now = monotonicMillis.getAsLong();
    long sinceMillis = triedAt.map(tried -> now - tried).orElse(Long.MAX_VALUE);
    if (sinceMillis < waitMillis) {
      return false;
    }
    waitMillis =
        sinceMillis > GOOD_MILLIS ? WAIT_MILLIS_MIN : Math.min(2 * waitMillis, WAIT_MILLIS_MAX);
    triedAt = Optional.of(now);
    // A table that is opened anew does not rewrite before it is told.
    mayRewrite = Optional.empty();
    rewriteRate = Long.MAX_VALUE;
    return true;
  }
}
