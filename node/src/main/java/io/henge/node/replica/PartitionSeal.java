package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.KeyPage;
import io.henge.ring.BlobKey;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * How an unfilled partition becomes a filled one, after all was merged into it: what is not
 * believed is dropped, as it would be believed from then on, and the mark is set.
 */
public final class PartitionSeal {
  private final int partition;
  private final BlobStore store;
  private final CopySteps steps;
  private final Belief belief;

  PartitionSeal(int partition, BlobStore store, CopySteps steps, Belief belief) {
    this.partition = partition;
    this.store = store;
    this.steps = steps;
    this.belief = belief;
  }

  /**
   * Drops the records that are not believed among the first ones after a key, each in its key's
   * order and only if that is still so.
   *
   * @param limit of records to look at, 1 to 1,000
   * @return after which key to go on; empty when all were looked at
   */
  public Future<Optional<BlobKey>> dropUnbelieved(Optional<BlobKey> after, int limit) {
    return store
        .page(partition, after, limit)
        .compose(
            page -> {
              Future<Void> dropped = Future.succeededFuture();
              for (KeyPage.Entry entry : page.entries()) {
                if (!belief.in(entry.record(), partition)) {
                  dropped = dropped.compose(done -> drop(entry.key()));
                }
              }
              return dropped.map(
                  done -> page.isLast() ? Optional.<BlobKey>empty() : Optional.of(page.lastKey()));
            });
  }

  private Future<Void> drop(BlobKey name) {
    PartitionedKey key = new PartitionedKey(partition, name);
    return steps.run(
        key,
        step ->
            belief.in(step.copy().stored(), partition) ? Future.succeededFuture() : step.drop());
  }

  /**
   * Marks the partition as filled, durably; completes with false, and does nothing, when its
   * removal number is no more the one that it was filled under.
   */
  public Future<Boolean> mark(long removalNumber) {
    if (!belief.seal(partition, removalNumber)) {
      return Future.succeededFuture(false);
    }
    return store
        .markFilled(partition)
        .onComplete(ended -> belief.unseal(partition))
        .map(marked -> store.isFilled(partition));
  }
}
