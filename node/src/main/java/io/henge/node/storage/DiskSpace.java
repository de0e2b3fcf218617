package io.henge.node.storage;

import io.henge.node.storage.disk.Disk;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps a reserve free on the disk, of which {@link SpaceUse} says what for, and promises room to
 * bodies before they come: a body is admitted when the usable room, less what others were promised
 * and have not written yet, is enough for it. So no number of uploads at once eats the reserve. The
 * index itself never meets a full disk, unless somebody else fills it.
 */
final class DiskSpace {
  /** How much room there is. */
  enum Level {
    /** More than twice the reserve. */
    AMPLE,
    /** Less than that: somebody should look after it. */
    LOW,
    /** Less than the reserve: new bodies are refused. */
    FULL
  }

  private final Disk disk;
  private final long reserveBytes;
  private final AtomicLong promisedBytes = new AtomicLong();
  private volatile long usableBytes = Long.MAX_VALUE;

  DiskSpace(Disk disk, long reserveBytes) {
    this.disk = disk;
    this.reserveBytes = reserveBytes;
  }

  /** Bytes that this process may still use; a system call, so not for an event loop. */
  long measure() throws IOException {
    long measured = disk.usableBytes();
    usableBytes = measured;
    return measured;
  }

  /** What the last measurement found. */
  long usableBytes() {
    return usableBytes;
  }

  long reserveBytes() {
    return reserveBytes;
  }

  /** Bytes that were promised to bodies and are not written yet. */
  long promisedBytes() {
    return promisedBytes.get();
  }

  /** What the last measurement means. */
  Level level() {
    long usable = usableBytes;
    if (usable < SpaceUse.NEW_BODY.floorBytes(reserveBytes)) {
      return Level.FULL;
    }
    return usable / 2 < reserveBytes ? Level.LOW : Level.AMPLE;
  }

  /** Whether, by the last measurement, the use finds room at all. */
  boolean allows(SpaceUse use) {
    return usableBytes >= use.floorBytes(reserveBytes);
  }

  /**
   * Throws NO_SPACE when a write into the index does not find room.
   *
   * @param usable what was measured
   * @param bytes those of bodies in the write, and in the writes that go with it
   */
  void require(SpaceUse use, long usable, long bytes) {
    // What was promised is there above the reserve; only another body may take it away.
    long taken = use == SpaceUse.RECORD ? 0 : promisedBytes.get() + bytes;
    require(use, usable, taken, bytes);
  }

  private void require(SpaceUse use, long usable, long taken, long wanted) {
    long floor = use.floorBytes(reserveBytes);
    if (usable - taken < floor) {
      throw new StorageFailure(
          StorageFailure.Kind.NO_SPACE,
          "no room for %d bytes: %d are usable, %d of them promised, %d are kept free"
              .formatted(wanted, usable, taken - wanted, floor));
    }
  }

  /**
   * Promises room.
   *
   * @throws StorageFailure NO_SPACE when it is not there
   */
  Promised promise(SpaceUse use, long bytes) throws IOException {
    Promised promised = new Promised(use);
    promised.add(bytes);
    return promised;
  }

  // One at a time: what two are promised must be there twice.
  private synchronized void take(SpaceUse use, long bytes) throws IOException {
    require(use, measure(), promisedBytes.get() + bytes, bytes);
    promisedBytes.addAndGet(bytes);
  }

  /** Room that one body was promised. Thread-safe. */
  final class Promised {
    private final SpaceUse use;
    private final AtomicLong left = new AtomicLong();

    private Promised(SpaceUse use) {
      this.use = use;
    }

    /** More of it; throws NO_SPACE when it is not there. A system call. */
    void add(long bytes) throws IOException {
      take(use, bytes);
      left.addAndGet(bytes);
    }

    /** Throws NO_SPACE when somebody else has taken what was promised. A system call. */
    void check() throws IOException {
      require(use, measure(), 0, 0);
    }

    /** So much was written, and the disk counts it now. */
    void written(long bytes) {
      long before = left.getAndUpdate(now -> Math.max(0, now - bytes));
      promisedBytes.addAndGet(-Math.min(before, bytes));
    }

    /** The rest is not needed; idempotent. */
    void release() {
      promisedBytes.addAndGet(-left.getAndSet(0));
    }
  }
}
