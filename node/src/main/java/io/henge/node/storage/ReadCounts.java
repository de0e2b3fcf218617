package io.henge.node.storage;

import java.util.concurrent.atomic.LongAdder;

/** What was counted of reading bodies since the start. Thread-safe. */
public final class ReadCounts {
  private final LongAdder remembered = new LongAdder();
  private final LongAdder checked = new LongAdder();
  private final LongAdder pageCacheBytes = new LongAdder();
  private final LongAdder openFiles = new LongAdder();

  ReadCounts() {}

  void remembered() {
    remembered.increment();
  }

  void checked() {
    checked.increment();
  }

  void sentFromPageCache(long bytes) {
    pageCacheBytes.add(bytes);
  }

  void opened() {
    openFiles.increment();
  }

  void closed() {
    openFiles.decrement();
  }

  /** Slices of files that were sent without a look, because their blocks had been found sound. */
  public long rememberedSlices() {
    return remembered.sum();
  }

  /** Slices of files whose blocks had to be compared with their checksums. */
  public long checkedSlices() {
    return checked.sum();
  }

  /** Bytes that were handed to the operating system to be sent from a file. */
  public long pageCacheBytes() {
    return pageCacheBytes.sum();
  }

  /** Blob files that are open to be sent. */
  public long openFiles() {
    return openFiles.sum();
  }
}
