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
  private final Belief belief;

  CopyPages(BlobStore store, Belief belief) {
    this.store = store;
    this.belief = belief;
  }

  /** What is stored after a key, believed or not. */
  Future<ObjectPage> stored(int partition, Optional<BlobKey> after, int limit) {
    return page(partition, after, limit, record -> true);
  }

  /** What of it counts. */
  Future<ObjectPage> believed(int partition, Optional<BlobKey> after, int limit) {
    return page(partition, after, limit, belief.asOfNow(partition));
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
