package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.CurrentChain;
import io.henge.node.membership.Identity;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.Change;
import io.henge.node.storage.Change.NewBody;
import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.MintMark;
import io.henge.node.storage.SpaceUse;
import io.henge.node.storage.StorageFailure;
import io.henge.node.storage.StorageFailure.Kind;
import io.henge.ring.ChainEntry;
import io.henge.ring.version.Actor;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Context;
import io.henge.ring.version.Dot;
import io.henge.ring.version.HybridClock;
import io.henge.ring.version.RequestRecord;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The copies on this node, of all keys whose partitions belong to one event loop.
 *
 * <p>Every step that changes a key is a load, a merge and a durable change, one after the other per
 * key. Reads go beside: they see the record before or after a step.
 */
public final class LocalReplica implements Replica {
  private final Identity self;
  private final BlobStore store;
  private final MissingBytes missingBytes;
  private final Epochs epochs;
  private final HybridClock clock;
  private final CurrentChain chain;
  private final KeyOrder order = new KeyOrder();

  /**
   * Whether the last commit of a version made here failed. As long as it does, versions leave this
   * node only after their commit: else every write that meets a full disk would cost an actor, and
   * the contexts of its key would grow without end.
   */
  private boolean isCautious;

  public LocalReplica(
      Identity self,
      BlobStore store,
      MissingBytes missingBytes,
      Epochs epochs,
      HybridClock clock,
      CurrentChain chain) {
    this.self = self;
    this.store = store;
    this.missingBytes = missingBytes;
    this.epochs = epochs;
    this.clock = clock;
    this.chain = chain;
  }

  @Override
  public Future<PeerReply.Head> head(PartitionedKey key, boolean withSmallBody) {
    return store
        .load(key)
        .compose(
            found -> {
              IndexRecord known = found.orElse(IndexRecord.EMPTY);
              Optional<Version> shown =
                  known
                      .object()
                      .shown()
                      .filter(version -> withSmallBody && !known.damaged().contains(version.dot()));
              return shown
                  .map(version -> headWithBody(key, known, version))
                  .orElseGet(() -> Future.succeededFuture(head(known, Optional.empty())));
            })
        .recover(LocalReplica::refuse);
  }

  /** Bytes that turn out to be damaged make the head one with damage, not a failure. */
  private Future<PeerReply.Head> headWithBody(
      PartitionedKey key, IndexRecord known, Version shown) {
    return store
        .inline(key, shown)
        .map(bytes -> head(known, bytes))
        .recover(
            cause -> {
              Set<Dot> damaged = new HashSet<>(known.damaged());
              damaged.add(shown.dot());
              return isCorrupt(cause)
                  ? Future.succeededFuture(head(known.withDamaged(damaged), Optional.empty()))
                  : Future.failedFuture(cause);
            });
  }

  private PeerReply.Head head(IndexRecord known, Optional<Buffer> body) {
    return new PeerReply.Head(!store.isUnfilled(), known.object(), body, known.damaged());
  }

  private static boolean isCorrupt(Throwable cause) {
    return cause instanceof StorageFailure failure && failure.kind() == Kind.CORRUPT;
  }

  /** The bytes of one small version; fails when they are not here. */
  public Future<Buffer> smallBody(PartitionedKey key, Dot dot) {
    return store
        .load(key)
        .compose(
            found ->
                found
                    .flatMap(known -> known.object().version(dot))
                    .map(version -> store.inline(key, version))
                    .orElse(Future.succeededFuture(Optional.empty())))
        .compose(
            bytes ->
                bytes
                    .map(Future::succeededFuture)
                    .orElseGet(() -> Future.failedFuture(MissingBytes.notSmall(dot))))
        .recover(LocalReplica::refuse);
  }

  @Override
  public Future<Void> commit(PartitionedKey key, BlobObject fragment, NewBytes bytes) {
    return order
        .run(
            key,
            () ->
                load(key)
                    .compose(
                        known -> {
                          BlobObject merged = known.object().merge(fragment);
                          Set<Dot> wanted = wanted(known, merged, fragment);
                          if (merged.equals(known.object()) && wanted.isEmpty()) {
                            return forget(bytes);
                          }
                          return change(key, record(merged, known.mint(), known), wanted, bytes);
                        }))
        .recover(LocalReplica::refuse);
  }

  /**
   * Makes a version of the draft and commits it here. The future completes when the version is
   * made, so that it can be sent to the others while it is being committed (after the last commit
   * failed: when this one is done); the next step of the key waits for the commit.
   *
   * @param wanted asked once, in the moment before the version is made: whether anybody still waits
   *     for it (rule V9); a refused draft has no effect, ever
   */
  public Future<Minted> mint(
      PartitionedKey key, Draft draft, NewBytes bytes, BooleanSupplier wanted) {
    Optional<StorageFailure> refusal = store.refusal();
    if (refusal.isPresent()) {
      return refuse(refusal.get());
    }
    Promise<Minted> minted = Promise.promise();
    order
        .run(
            key,
            () ->
                load(key)
                    .compose(
                        known -> {
                          Minted made = make(key, known, draft, bytes, wanted);
                          if (!isCautious) {
                            minted.tryComplete(made);
                          }
                          return made.committed().onSuccess(done -> minted.tryComplete(made));
                        }))
        .onFailure(cause -> minted.tryFail(ReplicaRefusal.of(cause)));
    return minted.future();
  }

  private Minted make(
      PartitionedKey key, IndexRecord known, Draft draft, NewBytes bytes, BooleanSupplier wanted) {
    if (!wanted.getAsBoolean()) {
      throw new ReplicaRefusal(Reason.TIMEOUT, "nobody waits for the write any more");
    }
    if (!epochs.beginMint()) {
      throw new ReplicaRefusal(Reason.REFUSED, "this node is stopping");
    }
    try {
      MintMark mark = nextMark(known);
      Version version = version(draft, known.object(), mark);
      List<RequestRecord> requests = new ArrayList<>(known.object().requests());
      requests.addAll(draft.requests());
      BlobObject fragment = BlobObject.written(version, requests);
      IndexRecord next = record(known.object().merge(fragment), Optional.of(mark), known);
      Future<Void> committed = change(key, next, Set.of(version.dot()), bytes);
      // The dot may leave this node before the commit here is durable: should the commit fail, no
      // actor used so far may go on counting (rule V1).
      boolean hasLeft = !isCautious;
      Future<Void> guarded =
          committed.transform(
              (done, cause) -> {
                epochs.endMint(cause == null || (!hasLeft && isWithoutEffect(cause)));
                isCautious = cause != null;
                return cause == null ? Future.succeededFuture() : refuse(cause);
              });
      return new Minted(version, fragment, guarded);
    } catch (RuntimeException notMade) {
      epochs.endMint(true);
      throw notMade;
    }
  }

  /** Whether the disk says that nothing was stored, and is not itself in doubt. */
  private static boolean isWithoutEffect(Throwable cause) {
    return cause instanceof StorageFailure failure && failure.kind() == Kind.NO_SPACE;
  }

  /**
   * Takes an object from a peer that holds its bytes: first the bytes that are missing here, then
   * the belief (rule V3).
   */
  public Future<Void> take(PartitionedKey key, BlobObject offered, MissingBytes.Holder holder) {
    return load(key)
        .compose(known -> missingBytes.bring(key, known, offered, holder))
        .compose(brought -> order.run(key, () -> believe(key, offered, brought)))
        .recover(LocalReplica::refuse);
  }

  @Override
  public Future<Void> offer(PartitionedKey key, BlobObject object) {
    throw new UnsupportedOperationException("nothing is offered to oneself");
  }

  /** What is stored for a key, with its live versions, or empty. */
  public Future<Optional<BlobObject>> object(PartitionedKey key) {
    return store.load(key).map(found -> found.map(IndexRecord::object));
  }

  private Future<Void> believe(PartitionedKey key, BlobObject offered, List<NewBody> brought) {
    return load(key)
        .compose(
            known -> {
              BlobObject merged = known.object().merge(offered);
              Set<Dot> wanted = wanted(known, merged, offered);
              List<NewBody> needed = new ArrayList<>(brought);
              needed.removeIf(body -> !wanted.contains(body.version().dot()));
              if (merged.equals(known.object()) && needed.isEmpty()) {
                return missingBytes.discard(brought);
              }
              List<NewBody> unneeded = new ArrayList<>(brought);
              unneeded.removeAll(needed);
              if (!MissingBytes.complete(known.object(), merged, needed)) {
                return missingBytes
                    .discard(brought)
                    .compose(done -> Future.failedFuture(MissingBytes.changedMeanwhile()));
              }
              return missingBytes
                  .discard(unneeded)
                  .compose(
                      done ->
                          store.commit(
                              new Change(
                                  key,
                                  record(merged, known.mint(), known),
                                  needed,
                                  needed.isEmpty() ? SpaceUse.RECORD : SpaceUse.REPAIR)));
            });
  }

  private Future<IndexRecord> load(PartitionedKey key) {
    return store.load(key).map(found -> found.orElse(IndexRecord.EMPTY));
  }

  private Future<Void> change(
      PartitionedKey key, IndexRecord next, Set<Dot> wanted, NewBytes bytes) {
    List<NewBody> bodies =
        next.object().live().stream()
            .filter(version -> wanted.contains(version.dot()))
            .flatMap(version -> newBody(version, bytes).stream())
            .toList();
    Future<Void> unused = bodies.isEmpty() ? forget(bytes) : Future.succeededFuture();
    return unused.compose(done -> store.commit(new Change(key, next, bodies)));
  }

  /**
   * The live versions of which the store needs bytes: those that are new, and those that it has
   * lost and that come once more.
   */
  private static Set<Dot> wanted(IndexRecord known, BlobObject merged, BlobObject arriving) {
    Set<Dot> wanted = new HashSet<>();
    for (Version version : merged.live()) {
      Dot dot = version.dot();
      boolean isNew = known.object().version(dot).isEmpty();
      boolean isBack = known.damaged().contains(dot) && arriving.version(dot).isPresent();
      if (isNew || isBack) {
        wanted.add(dot);
      }
    }
    return wanted;
  }

  private IndexRecord record(BlobObject merged, Optional<MintMark> mark, IndexRecord known) {
    long chainNumber = chain.entry().map(ChainEntry::number).orElse(known.chainNumber());
    return new IndexRecord(merged, mark, chainNumber, known.removalNumber());
  }

  /** A version comes with its bytes, all of them and no others, or is refused (W1, V3). */
  private static Optional<NewBody> newBody(Version version, NewBytes bytes) {
    if (version.content().isEmpty()) {
      return Optional.empty();
    }
    if (bytes instanceof NewBytes.Staged staged) {
      return Optional.of(new NewBody.Staged(version, staged.stage()));
    }
    if (bytes instanceof NewBytes.Inline inline
        && Checksums.matches(version.content().get(), inline.bytes())) {
      return Optional.of(new NewBody.Inline(version, inline.bytes()));
    }
    throw new ReplicaRefusal(Reason.REFUSED, "the bytes are not those of version " + version.dot());
  }

  /** A version that is superseded before it arrives needs no bytes. */
  private Future<Void> forget(NewBytes bytes) {
    return bytes instanceof NewBytes.Staged staged
        ? store.abandon(staged.stage())
        : Future.succeededFuture();
  }

  private MintMark nextMark(IndexRecord known) {
    return known
        .mint()
        .filter(mark -> epochs.mayContinue(mark.epoch()))
        .map(mark -> new MintMark(mark.epoch(), mark.counter() + 1))
        .orElseGet(() -> new MintMark(epochs.take(), 1));
  }

  /** A delete takes along the tombstones that are here at this moment (rule V7). */
  private Version version(Draft draft, BlobObject known, MintMark mark) {
    Context past = draft.isTombstone() ? known.withTombstones(draft.past()) : draft.past();
    Dot dot = new Dot(new Actor(self.node(), self.incarnation(), mark.epoch()), mark.counter());
    return new Version(
        dot,
        past,
        clock.after(past.highest()),
        draft.policy(),
        draft.requestId(),
        OptionalLong.empty(),
        draft.content());
  }

  private static <T> Future<T> refuse(Throwable cause) {
    return Future.failedFuture(ReplicaRefusal.of(cause));
  }
}
