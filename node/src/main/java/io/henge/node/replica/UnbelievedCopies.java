package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.KeyPage;
import io.henge.ring.BlobKey;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Drops what is not believed of an unfilled partition, before it is marked as filled: it would be
 * believed from then on.
 */
final class UnbelievedCopies {
  private final BlobStore store;
  private final CopySteps steps;
  private final Belief belief;

  UnbelievedCopies(BlobStore store, CopySteps steps, Belief belief) {
    this.store = store;
    this.steps = steps;
    this.belief = belief;
  }

  /** See {@link LocalReplica#dropUnbelieved}. */
  Future<Optional<BlobKey>> drop(int partition, Optional<BlobKey> after, int limit) {
    return store
        .page(partition, after, limit)
        .compose(
            page -> {
              Future<Void> dropped = Future.succeededFuture();
              for (KeyPage.Entry entry : page.entries()) {
                if (!belief.in(entry.record(), partition)) {
                  dropped = dropped.compose(done -> drop(partition, entry.key()));
                }
              }
              return dropped.map(
                  done -> page.isLast() ? Optional.<BlobKey>empty() : Optional.of(page.lastKey()));
            });
  }

  private Future<Void> drop(int partition, BlobKey name) {
    return steps.run(
        new PartitionedKey(partition, name),
        step ->
            belief.in(step.copy().stored(), partition) ? Future.succeededFuture() : step.drop());
  }
}
