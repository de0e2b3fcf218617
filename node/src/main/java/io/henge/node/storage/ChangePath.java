package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.Change.NewBody;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;

/**
 * The way of a change: the staged bodies get their places ({@link StagePlacement}), the index
 * learns of them by a synced write that it shares with others ({@link IndexCommitter}), and the
 * files of replaced versions are unlinked ({@link Unlinks}).
 */
final class ChangePath {
  private final Index index;
  private final StagePlacement placement;
  private final IndexCommitter committer;
  private final Unlinks unlinks;
  private final SmallBodies smallBodies;
  private final StorageHealth health;
  private final WorkerExecutor worker;
  private final NamesInFlight namesInFlight = new NamesInFlight();

  ChangePath(
      Index index,
      StagePlacement placement,
      IndexCommitter committer,
      Unlinks unlinks,
      SmallBodies smallBodies,
      StorageHealth health,
      WorkerExecutor worker) {
    this.index = index;
    this.placement = placement;
    this.committer = committer;
    this.unlinks = unlinks;
    this.smallBodies = smallBodies;
    this.health = health;
    this.worker = worker;
  }

  /** The names that files are getting at this moment. */
  NamesInFlight namesInFlight() {
    return namesInFlight;
  }

  /** Makes a change durable; see {@link BlobStore#commit}. */
  Future<Void> commit(Change change) {
    ChangeWrite indexWrite = new ChangeWrite(index, change);
    List<String> names = namesInFlight.begin(change);
    return Future.<Void>succeededFuture()
        .compose(begun -> placement.place(change))
        .compose(placed -> committer.submit(indexWrite))
        .andThen(written -> namesInFlight.end(names))
        .compose(replaced -> end(change.key(), replaced))
        .recover(cause -> takeBack(change).transform(done -> Future.failedFuture(cause)));
  }

  private Future<Void> end(PartitionedKey key, ChangeWrite.Replaced replaced) {
    smallBodies.forget(key.key(), replaced.inline());
    return unlinks.unlink(replaced.files());
  }

  /** Removes the files of a change that failed, unless it may be durable all the same. */
  private Future<Void> takeBack(Change change) {
    List<NewBody> staged =
        change.bodies().stream().filter(NewBody.Staged.class::isInstance).toList();
    if (staged.isEmpty() || health.refusal().isPresent()) {
      return Future.succeededFuture();
    }
    return worker.executeBlocking(
        () -> {
          StoredRecord record = index.record(change.key()).orElse(StoredRecord.EMPTY);
          for (NewBody body : staged) {
            if (record.placeOf(body.version().dot()).filter(Place.FILE::equals).isEmpty()) {
              unlinks.unlinkNow(BlobFiles.name(change.key().key(), body.version().dot()));
            }
          }
          return null;
        },
        false);
  }
}
