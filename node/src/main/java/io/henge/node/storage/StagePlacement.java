package io.henge.node.storage;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.storage.Change.NewBody;
import io.henge.ring.version.Dot;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of a staged body to its place: footer, sync, rename, sync of the directory. Only after it
 * may the index name the body; until then a crash leaves a stage, or a file that no record names
 * and that is noted to be unlinked at the next start.
 */
final class StagePlacement {
  private final Index index;
  private final Stages stages;
  private final BlobFiles files;
  private final WorkerExecutor worker;
  private final CommitSteps steps;

  StagePlacement(
      Index index, Stages stages, BlobFiles files, WorkerExecutor worker, CommitSteps steps) {
    this.index = index;
    this.stages = stages;
    this.files = files;
    this.worker = worker;
    this.steps = steps;
  }

  /**
   * Puts all staged bodies of a change into their places. Stages are taken before anything is
   * waited for, so a change of which one stage is missing touches nothing.
   *
   * @throws StorageFailure NO_STAGE when a stage is missing, not complete, or another body's
   */
  Future<Void> place(Change change) {
    List<Taken> taken = new ArrayList<>();
    try {
      for (NewBody body : change.bodies()) {
        if (body instanceof NewBody.Staged staged) {
          taken.add(
              new Taken(
                  staged, stages.take(staged.stage(), staged.version().content().orElseThrow())));
        }
      }
    } catch (StorageFailure missing) {
      taken.forEach(t -> t.stage.giveBack());
      throw missing;
    }
    Future<Void> placed = Future.succeededFuture();
    for (Taken next : taken) {
      placed = placed.compose(done -> place(change.key(), next));
    }
    return placed.recover(
        cause ->
            Future.join(taken.stream().map(t -> t.stage.discardTaken()).toList())
                .transform(discarded -> Future.failedFuture(cause)));
  }

  private Future<Void> place(PartitionedKey key, Taken taken) {
    FileStage stage = taken.stage;
    BlobFooter footer = new BlobFooter(key.key(), taken.body.version(), stage.checksums());
    return stage
        .append(BlobFileFormat.tail(footer))
        .compose(written -> observed(CommitSteps.Step.STAGE_WRITTEN, stage))
        .compose(written -> stage.sync())
        .compose(synced -> observed(CommitSteps.Step.STAGE_SYNCED, stage))
        .compose(synced -> rename(stage, key, taken.body.version().dot()));
  }

  private Future<Void> observed(CommitSteps.Step step, FileStage stage) {
    if (steps == CommitSteps.UNOBSERVED) {
      return Future.succeededFuture();
    }
    return worker.executeBlocking(
        () -> {
          try {
            steps.after(step);
            return null;
          } catch (IOException e) {
            throw stages.syncFailed("syncing the stage " + stage.id(), e);
          }
        },
        false);
  }

  private Future<Void> rename(FileStage stage, PartitionedKey key, Dot dot) {
    String name = BlobFiles.name(key.key(), dot);
    return worker.executeBlocking(
        () -> {
          note(key, dot, name);
          try {
            files.place(stages.path(stage.id()), name);
            stages.consumed(stage);
            return null;
          } catch (IOException e) {
            throw stages.failed("putting the file " + name + " into place", e);
          }
        },
        false);
  }

  /** Without a note that is there before the file, a crash would leave a file nobody knows of. */
  private void note(PartitionedKey key, Dot dot, String name) {
    try {
      if (!hasFile(key, dot)) {
        index.expectUnlink(name);
      }
    } catch (IOException e) {
      throw stages.indexFailed("noting the file " + name, e);
    }
  }

  /** Whether the record names a file of the version already, which this one only replaces. */
  private boolean hasFile(PartitionedKey key, Dot dot) throws IOException {
    return index
        .record(key)
        .flatMap(known -> known.placeOf(dot))
        .filter(Place.FILE::equals)
        .isPresent();
  }

  /** A stage and the body it becomes. */
  private record Taken(NewBody.Staged body, FileStage stage) {}
}
