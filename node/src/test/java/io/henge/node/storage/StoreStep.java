package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.Change.NewBody;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Something that is done to a store, mostly to one key. */
@FunctionalInterface
interface StoreStep {
  PartitionedKey KEY = Samples.key(5, "photos/a");
  Buffer SMALL = Samples.bytes(1, 300);
  Buffer LARGE = Samples.bytes(2, 70_000);
  Buffer HUGE = Samples.bytes(3, 270_000);

  Future<Void> run(SimulatedStore store);

  default StoreStep then(StoreStep next) {
    return store -> run(store).compose(done -> next.run(store));
  }

  static StoreStep nothing() {
    return store -> Future.succeededFuture();
  }

  static StoreStep put(long epoch, Buffer body) {
    return store -> store.put(KEY, epoch, body);
  }

  static StoreStep delete(long epoch) {
    return store -> store.delete(KEY, epoch);
  }

  /** Writes a version that has seen nothing. */
  static StoreStep sibling(long epoch, Buffer body) {
    return store -> store.put(KEY, store.version(epoch, Context.EMPTY, body));
  }

  static StoreStep settle() {
    return store -> store.store().settle();
  }

  /** Fills a stage and leaves it. */
  static StoreStep stage(long number) {
    return store -> store.stage(Samples.stageId(number), HUGE).mapEmpty();
  }

  static StoreStep abandon(long number) {
    return store -> store.store().abandon(Samples.stageId(number));
  }

  /** Lets all stages become idle, and gives them up. */
  static StoreStep sweep() {
    return store -> {
      store.advanceClock(Stages.IDLE_MILLIS_MAX + 1);
      return store.store().sweep();
    };
  }

  /** Forgets all that is known of the key. */
  static StoreStep removal() {
    return store -> store.commit(new Change(KEY, IndexRecord.EMPTY, List.of()));
  }

  /** Damages the file of the one version. */
  static StoreStep damage() {
    return store -> {
      store.damage(KEY, onlyVersion(store));
      return Future.succeededFuture();
    };
  }

  private static Version onlyVersion(SimulatedStore store) {
    return store.object(KEY).live().get(0);
  }

  /** Reads a version that is damaged. */
  static StoreStep readDamaged() {
    return store -> {
      Version version = onlyVersion(store);
      ByteRange all = ByteRange.whole(version.content().orElseThrow().sizeBytes());
      return store
          .store()
          .open(KEY, version, all)
          .transform(
              read ->
                  read.failed()
                      ? Future.succeededFuture()
                      : Future.failedFuture("damaged bytes were handed out"));
    };
  }

  /** Stores the one version once more. */
  static StoreStep refill() {
    return store -> store.put(KEY, onlyVersion(store));
  }

  /** Stores a large body in the index, the version of that epoch. */
  static StoreStep inline(long epoch, Buffer body) {
    return store -> {
      Version version = store.version(epoch, Context.EMPTY, body);
      IndexRecord record = Samples.record(version);
      return store.commit(new Change(KEY, record, List.of(new NewBody.Inline(version, body))));
    };
  }

  /** Replaces all by two siblings with large bodies. */
  static StoreStep twoAtOnce(long first, long second) {
    return store -> {
      Context past = store.object(KEY).context();
      Version one = store.version(first, past, LARGE);
      Version two = store.version(second, past, HUGE);
      BlobObject both = BlobObject.written(one).merge(BlobObject.written(two));
      List<NewBody> bodies =
          List.of(
              new NewBody.Staged(one, Samples.stageId(first)),
              new NewBody.Staged(two, Samples.stageId(second)));
      return store
          .stage(Samples.stageId(first), LARGE)
          .compose(staged -> store.stage(Samples.stageId(second), HUGE))
          .compose(staged -> store.commit(new Change(KEY, Samples.record(both), bodies)));
    };
  }
}
