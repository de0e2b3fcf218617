package io.henge.node;

import io.henge.node.metrics.Meters;
import io.henge.node.metrics.Metric;
import io.henge.node.storage.DiskBlobStore;
import io.henge.node.storage.ReadCounts;
import io.henge.node.storage.SmallBodies;
import io.henge.node.storage.StoreFacts;
import java.util.function.Supplier;

/** What is counted and measured of the store. */
final class StorageMeters {
  private static final double NANOS_PER_SECOND = 1e9;

  private StorageMeters() {}

  /** Registers all of it; the facts are asked for whenever somebody reads the metrics. */
  static void register(Meters meters, Supplier<StoreFacts> facts) {
    for (StoreFacts.State state : StoreFacts.State.values()) {
      meters.gauge(
          Metric.STORAGE_STATE, () -> facts.get().state() == state ? 1 : 0, "state", state.text());
    }
    meters.gauge(Metric.STORAGE_USABLE, () -> facts.get().room().usableBytes());
    meters.gauge(Metric.STORAGE_RESERVE, () -> facts.get().room().reserveBytes());
    meters.gauge(Metric.STORAGE_PROMISED, () -> facts.get().room().promisedBytes());
    meters.gauge(Metric.STORAGE_STAGES, () -> facts.get().stages());
    meters.gauge(Metric.STORAGE_CORRUPT, () -> facts.get().corrupt());
    meters.gauge(Metric.STORAGE_WAITING, () -> facts.get().commits().waiting());
    meters.count(Metric.STORAGE_SYNCS, () -> facts.get().commits().syncs());
    meters.count(Metric.STORAGE_WRITES, () -> facts.get().commits().writes());
    meters.count(
        Metric.STORAGE_SYNC_TIME, () -> facts.get().commits().syncNanos() / NANOS_PER_SECOND);
  }

  /** Registers what is counted of reading bodies. */
  static void registerReads(Meters meters, DiskBlobStore store) {
    ReadCounts reads = store.readCounts();
    meters.count(Metric.STORAGE_SLICES, reads::rememberedSlices, "blocks", "remembered");
    meters.count(Metric.STORAGE_SLICES, reads::checkedSlices, "blocks", "checked");
    meters.count(Metric.STORAGE_SENT, reads::pageCacheBytes);
    meters.gauge(Metric.STORAGE_OPEN_FILES, reads::openFiles);
    meters.gauge(Metric.STORAGE_CHECK_BUFFERS, store::checkBuffers);
    SmallBodies small = store.smallBodies();
    meters.count(Metric.STORAGE_SMALL_READS, small::hits, "from", "memory");
    meters.count(Metric.STORAGE_SMALL_READS, small::misses, "from", "index");
    meters.count(Metric.STORAGE_SMALL_EVICTIONS, small::evictions);
    meters.gauge(Metric.STORAGE_SMALL_CACHED, small::count);
    meters.gauge(Metric.STORAGE_SMALL_CACHE, small::sizeBytes);
  }
}
