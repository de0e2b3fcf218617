package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.Change;
import io.henge.node.storage.IndexRecord;
import io.henge.ring.version.BlobObject;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The steps that change copies: a load, whatever the step makes of it, and a durable change, one
 * after the other per key.
 */
final class CopySteps {
  private final BlobStore store;
  private final Removals removals;
  private final CopyChanges changes;
  private final Belief belief;
  private final KeyOrder order = new KeyOrder();

  CopySteps(BlobStore store, Removals removals, CopyChanges changes, Belief belief) {
    this.store = store;
    this.removals = removals;
    this.belief = belief;
    this.changes = changes;
  }

  /** One step, while it runs. */
  final class Step {
    private final PartitionedKey key;
    private final Copy copy;
    private BlobObject after;

    private Step(PartitionedKey key, Copy copy) {
      this.key = key;
      this.copy = copy;
      this.after = copy.stored().object();
    }

    /** Of which key. */
    PartitionedKey key() {
      return key;
    }

    /** What was there when it began. */
    Copy copy() {
      return copy;
    }

    /**
     * Makes the step's one change durable. Fails when it does not count: the partition was lost
     * meanwhile, and its floor is higher than what the record is stamped with.
     */
    Future<Void> commit(Change change) {
      return store
          .commit(change)
          .compose(
              done -> {
                after = change.record().object();
                return isDropping(change) || belief.in(change.record(), key.partition())
                    ? Future.succeededFuture()
                    : Future.failedFuture(new OutdatedData(removals.number(key.partition())));
              });
    }

    private static boolean isDropping(Change change) {
      return change.record().equals(IndexRecord.EMPTY);
    }

    /** Its change is that nothing is stored any more. */
    Future<Void> drop() {
      return commit(new Change(key, IndexRecord.EMPTY, List.of()));
    }
  }

  /** Runs a step when all earlier ones of the key have ended, well or not. */
  <T> Future<T> run(PartitionedKey key, Function<Step, Future<T>> body) {
    return order.run(key, () -> begin(key, body));
  }

  /** Whether steps of the key are under way or waiting. */
  boolean isBusy(PartitionedKey key) {
    return order.isBusy(key);
  }

  /**
   * The same with data that was read under that removal number: it is refused below this node's
   * own.
   */
  <T> Future<T> run(PartitionedKey key, long removalNumber, Function<Step, Future<T>> body) {
    int partition = key.partition();
    return order.run(
        key,
        () -> {
          long here = removals.number(partition);
          if (removalNumber < here) {
            return Future.failedFuture(new OutdatedData(here));
          }
          return begin(key, body);
        });
  }

  /**
   * What an unfilled partition stores is stamped with the number that is durable, and would not
   * count below a floor that is just becoming so.
   */
  private <T> Future<T> begin(PartitionedKey key, Function<Step, Future<T>> body) {
    int partition = key.partition();
    Future<Void> durable =
        belief.isWhole(partition)
            ? Future.succeededFuture()
            : removals.raise(partition, removals.number(partition));
    return durable.compose(now -> load(key)).compose(copy -> observed(new Step(key, copy), body));
  }

  private <T> Future<T> observed(Step step, Function<Step, Future<T>> body) {
    changes.begun(step.key);
    return Future.<Void>succeededFuture()
        .compose(now -> body.apply(step))
        .andThen(ended -> changes.ended(step.key, step.copy.stored().object(), step.after));
  }

  /** What is stored of a key, outside of any step. */
  Future<Copy> load(PartitionedKey key) {
    Predicate<IndexRecord> counts = belief.asOfNow(key.partition());
    return store
        .load(key)
        .map(found -> found.orElse(IndexRecord.EMPTY))
        .map(record -> new Copy(record, counts.test(record)));
  }
}
