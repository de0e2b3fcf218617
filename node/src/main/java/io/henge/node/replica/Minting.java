package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.Identity;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.message.Snapshot;
import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.MintMark;
import io.henge.node.storage.StorageFailure;
import io.henge.node.storage.StorageFailure.Kind;
import io.henge.ring.version.Actor;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.HybridClock;
import io.henge.ring.version.RequestRecord;
import io.henge.ring.version.Timestamp;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Makes versions: gives them their dots, by this node's actors (rule V1), and their timestamps. */
final class Minting {
  private final Identity self;
  private final Epochs epochs;
  private final HybridClock clock;
  private final Removals removals;
  private final Keeping keeping;

  /**
   * Whether the last commit of a version made here failed. As long as it does, versions leave this
   * node only after their commit: else every write that meets a full disk would cost an actor, and
   * the contexts of its key would grow without end.
   */
  private boolean isCautious;

  /** How the versions come onto the disk here. */
  record Keeping(CopySteps steps, CopyWriter writer) {}

  Minting(Identity self, Epochs epochs, HybridClock clock, Removals removals, Keeping keeping) {
    this.self = self;
    this.epochs = epochs;
    this.clock = clock;
    this.removals = removals;
    this.keeping = keeping;
  }

  /** See {@link LocalReplica#mint}. */
  Future<Minted> mint(PartitionedKey key, Draft draft, NewBytes bytes, BooleanSupplier wanted) {
    Promise<Minted> minted = Promise.promise();
    keeping
        .steps()
        .run(
            key,
            step -> {
              Minted made = make(step, draft, bytes, wanted);
              if (!isCautious) {
                minted.tryComplete(made);
              }
              return made.committed().map(made);
            })
        .onComplete(minted::tryComplete, cause -> minted.tryFail(ReplicaRefusal.of(cause)));
    return minted.future();
  }

  private Minted make(CopySteps.Step step, Draft draft, NewBytes bytes, BooleanSupplier wanted) {
    if (!wanted.getAsBoolean()) {
      throw new ReplicaRefusal(Reason.TIMEOUT, "nobody waits for the write any more");
    }
    if (!epochs.beginMint()) {
      throw new ReplicaRefusal(Reason.REFUSED, "this node is stopping");
    }
    try {
      BlobObject known = step.copy().object();
      int partition = step.key().partition();
      long number = removals.stamp(partition);
      MintMark mark = nextMark(step.copy().stored());
      Version version = version(draft, known, mark, removals.removed(partition));
      List<RequestRecord> requests = new ArrayList<>(known.requests());
      requests.addAll(draft.requests());
      BlobObject fragment = BlobObject.written(version, requests);
      CopyWriter writer = keeping.writer();
      IndexRecord next = writer.record(step, known.merge(fragment), Optional.of(mark));
      Future<Void> committed = writer.write(step, next, Set.of(version.dot()), bytes);
      return new Minted(version, new Snapshot(fragment, number), guarded(committed));
    } catch (RuntimeException notMade) {
      epochs.endMint(true);
      throw notMade;
    }
  }

  /**
   * The dot may leave this node before the commit here is durable: should the commit fail, no actor
   * used so far may go on counting (rule V1).
   */
  private Future<Void> guarded(Future<Void> committed) {
    boolean hasLeft = !isCautious;
    return committed.transform(
        (done, cause) -> {
          epochs.endMint(cause == null || (!hasLeft && isWithoutEffect(cause)));
          isCautious = cause != null;
          return cause == null
              ? Future.succeededFuture()
              : Future.failedFuture(ReplicaRefusal.of(cause));
        });
  }

  /** Whether the disk says that nothing was stored, and is not itself in doubt. */
  private static boolean isWithoutEffect(Throwable cause) {
    return cause instanceof StorageFailure failure && failure.kind() == Kind.NO_SPACE;
  }

  private MintMark nextMark(IndexRecord known) {
    return known
        .mint()
        .filter(mark -> epochs.mayContinue(mark.epoch()))
        .map(mark -> new MintMark(mark.epoch(), mark.counter() + 1))
        .orElseGet(() -> new MintMark(epochs.take(), 1));
  }

  /**
   * A delete takes along the tombstones that are here at this moment (rule V7). No version is older
   * than what was removed from its partition: some owner may have that still.
   */
  private Version version(Draft draft, BlobObject known, MintMark mark, Timestamp removed) {
    Context past = draft.isTombstone() ? known.withTombstones(draft.past()) : draft.past();
    Dot dot = new Dot(new Actor(self.node(), self.incarnation(), mark.epoch()), mark.counter());
    return new Version(
        dot,
        past,
        clock.after(Timestamp.max(past.highest(), removed)),
        draft.policy(),
        draft.requestId(),
        draft.expiresAtMillis(),
        draft.content());
  }
}
