package io.henge.node.replica;

import io.henge.node.storage.BlobStore;
import io.henge.node.storage.IndexRecord;
import io.henge.ring.BlobKey;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Predicate;

/** The copies of whole partitions, a page at a time. */
final class CopyPages {
  private final BlobStore store;
  private final Removals removals;
  private final Belief belief;

  CopyPages(BlobStore store, Removals removals, Belief belief) {
    this.store = store;
    this.removals = removals;
    this.belief = belief;
  }

  /** What is stored after a key, believed or not. */
  Future<ObjectPage> stored(int partition, Optional<BlobKey> after, int limit) {
    return page(partition, after, limit, record -> true);
  }

  /** What of it counts. */
  Future<ObjectPage> believed(int partition, Optional<BlobKey> after, int limit) {
    // As of now, before the page is read: data may pass for older than it is, never for younger.
    long number = removals.number(partition);
    boolean isWhole = belief.isWhole(partition);
    return page(partition, after, limit, record -> isWhole || record.removalNumber() >= number);
  }

  private Future<ObjectPage> page(
      int partition, Optional<BlobKey> after, int limit, Predicate<IndexRecord> wanted) {
    return store
        .page(partition, after, limit)
        .map(
            page ->
                new ObjectPage(
                    page.entries().stream()
                        .filter(entry -> wanted.test(entry.record()))
                        .filter(entry -> !entry.record().object().isEmpty())
                        .map(e -> new ObjectPage.Entry(e.key(), e.record().object()))
                        .toList(),
                    page.isLast() ? Optional.empty() : Optional.of(page.lastKey())))
        .recover(cause -> Future.failedFuture(ReplicaRefusal.of(cause)));
  }
}
