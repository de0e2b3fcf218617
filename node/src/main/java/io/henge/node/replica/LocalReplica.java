package io.henge.node.replica;

import io.henge.node.blob.KeyRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.CurrentChain;
import io.henge.node.membership.Identity;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.message.Snapshot;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.Change;
import io.henge.node.storage.Change.NewBody;
import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.SpaceUse;
import io.henge.node.storage.StorageFailure;
import io.henge.node.storage.StorageFailure.Kind;
import io.henge.ring.BlobKey;
import io.henge.ring.Layouts;
import io.henge.ring.NodeId;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.version.HybridClock;
import io.henge.ring.version.ObjectDigest;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The copies on this node, of all keys whose partitions belong to one event loop: of partitions
 * that it owns, and hints, copies that it keeps for owners which it stands in for.
 *
 * <p>Every step that changes a key is a load, a merge and a durable change, one after the other per
 * key. Reads go beside: they see the record before or after a step.
 */
public final class LocalReplica implements Replica {
  private final Identity self;
  private final BlobStore store;
  private final MissingBytes missingBytes;
  private final CurrentChain chain;
  private final Removals removals;
  private final CopySteps steps;
  private final CopyWriter writer;
  private final CopyPages pages;
  private final OrderedCopies ordered;
  private final Minting minting;
  private final CopyRemoval removal;
  private final UnbelievedCopies unbelieved;
  private final Admission admission;

  /**
   * What the copies are kept with.
   *
   * @param missingBytes brings the bytes that a peer's object needs
   * @param removals the partitions' removal numbers
   * @param changes is told of all that changes
   * @param hintRoom room for copies that are others'
   */
  public record Keeping(
      BlobStore store,
      MissingBytes missingBytes,
      Removals removals,
      CopyChanges changes,
      HintRoom hintRoom) {}

  public LocalReplica(
      Identity self, Keeping keeping, Epochs epochs, HybridClock clock, CurrentChain chain) {
    this.self = self;
    this.store = keeping.store();
    this.missingBytes = keeping.missingBytes();
    this.removals = keeping.removals();
    Belief belief = new Belief(store, removals);
    this.pages = new CopyPages(store, belief);
    this.ordered = new OrderedCopies(self, store, belief, chain);
    this.steps = new CopySteps(store, removals, keeping.changes(), belief);
    this.writer = new CopyWriter(store, removals, chain);
    this.minting = new Minting(self, epochs, clock, removals, new Minting.Keeping(steps, writer));
    this.removal = new CopyRemoval(store, removals, steps);
    this.unbelieved = new UnbelievedCopies(store, steps, belief);
    this.chain = chain;
    this.admission = new Admission(self.node(), chain, keeping.hintRoom());
  }

  @Override
  public Future<PeerReply.Head> head(PartitionedKey key, boolean withSmallBody) {
    // Taken before the copy is read: data may pass for older than it is, never for younger.
    long number = removals.stamp(key.partition());
    // Whoever is no owner has not been told of everything: its silence means nothing (rule W3).
    boolean isFilled = store.isFilled(key.partition()) && admission.isOwner(key.partition());
    return steps
        .load(key)
        .compose(
            copy -> {
              Set<Dot> damaged = copy.isBelieved() ? copy.stored().damaged() : Set.of();
              PeerReply.Head head =
                  new PeerReply.Head(isFilled, number, copy.object(), Optional.empty(), damaged);
              return copy.object()
                  .shown()
                  .filter(version -> withSmallBody && !damaged.contains(version.dot()))
                  .map(version -> withBody(key, head, version))
                  .orElse(Future.succeededFuture(head));
            })
        .recover(LocalReplica::refuse);
  }

  /** Bytes that turn out to be damaged make the head one with damage, not a failure. */
  private Future<PeerReply.Head> withBody(PartitionedKey key, PeerReply.Head head, Version shown) {
    return store
        .inline(key, shown)
        .map(head::withBody)
        .recover(
            cause ->
                isCorrupt(cause)
                    ? Future.succeededFuture(head.withDamaged(shown.dot()))
                    : Future.failedFuture(cause));
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
  public Future<Void> commit(PartitionedKey key, Snapshot fragment, NewBytes bytes) {
    return admission
        .admit(key.partition(), fragment.object())
        .compose(
            admitted -> merge(key, fragment, bytes),
            refused -> writer.forget(bytes).compose(forgotten -> Future.failedFuture(refused)))
        .recover(LocalReplica::refuse);
  }

  private Future<Void> merge(PartitionedKey key, Snapshot fragment, NewBytes bytes) {
    return steps.run(
        key,
        fragment.removalNumber(),
        step -> {
          Copy copy = step.copy();
          BlobObject merged = copy.object().merge(fragment.object());
          Set<Dot> wanted = CopyWriter.wanted(copy, merged, fragment.object());
          return merged.equals(copy.object()) && wanted.isEmpty()
              ? writer.forget(bytes)
              : writer.write(step, writer.record(step, merged), wanted, bytes);
        });
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
    return admission
        .admit(key.partition(), draft.content())
        .compose(admitted -> minting.mint(key, draft, bytes, wanted));
  }

  /**
   * Takes an object from a peer that holds its bytes: first the bytes that are missing here, then
   * the belief (rule V3). Fails with {@link OutdatedData} when a removal was confirmed here since
   * the peer read it (rule T2).
   *
   * <p>Removals are decided without those who neither own the key nor stand in for it. What such a
   * node has kept of former times is not taken before this one is filled, and has taken over the
   * removal number of the others.
   */
  public Future<Void> take(PartitionedKey key, Snapshot offered, MissingBytes.Holder holder) {
    long number = removals.number(key.partition());
    if (offered.removalNumber() < number) {
      return Future.failedFuture(new OutdatedData(number));
    }
    if (!store.isFilled(key.partition()) && !isParty(holder.member().node(), key.partition())) {
      return Future.failedFuture(
          new ReplicaRefusal(Reason.UNFILLED, "what was removed is not known here yet"));
    }
    return admission
        .admit(key.partition(), offered.object())
        .compose(admitted -> steps.load(key))
        .compose(copy -> missingBytes.bring(key, copy, offered.object(), holder))
        .compose(brought -> believe(key, offered, brought))
        .recover(LocalReplica::refuse);
  }

  /** Whether steps of a key are under way or waiting. */
  public boolean isBusy(PartitionedKey key) {
    return steps.isBusy(key);
  }

  /** The part that the copies here have in removals. */
  public CopyRemoval removal() {
    return removal;
  }

  @Override
  public Future<Void> offer(PartitionedKey key, Snapshot object) {
    throw new UnsupportedOperationException("nothing is offered to oneself");
  }

  /** What is stored for a key, with its live versions; an empty object when nothing is. */
  public Future<Snapshot> object(PartitionedKey key) {
    long number = removals.stamp(key.partition());
    return steps.load(key).map(copy -> new Snapshot(copy.object(), number));
  }

  /** What is stored of a partition's keys after one, believed or not; limit as for a page. */
  public Future<ObjectPage> stored(int partition, Optional<BlobKey> after, int limit) {
    return pages.stored(partition, after, limit);
  }

  /** What is known of a partition's keys after one, up to a limit of 1 to 1,000 records. */
  public Future<ObjectPage> page(int partition, Optional<BlobKey> after, int limit) {
    return pages.believed(partition, after, limit);
  }

  /**
   * The keys of a range, of all partitions for which this node is read, whichever loop they belong
   * to. Fails when other layouts than these are in force, also when that is since it began.
   */
  public Future<PeerReply.Keys> keys(Layouts layouts, KeyRange range) {
    return ordered.list(layouts, range);
  }

  /**
   * Drops the records that are not believed among the first ones of a partition after a key, each
   * in its key's order and only if that is still so.
   *
   * @param limit of records to look at, 1 to 1,000
   * @return after which key to go on; empty when all were looked at
   */
  public Future<Optional<BlobKey>> dropUnbelieved(
      int partition, Optional<BlobKey> after, int limit) {
    return unbelieved.drop(partition, after, limit);
  }

  /**
   * Whether an object of that digest is stored here of a key, durably and with all bytes. Fails
   * when the disk is in doubt.
   */
  public Future<Boolean> holds(PartitionedKey key, ObjectDigest digest) {
    Optional<StorageFailure> refusal = store.refusal();
    if (refusal.isPresent()) {
      return refuse(refusal.get());
    }
    return steps
        .load(key)
        .map(copy -> copy.object().digest().equals(digest) && copy.stored().damaged().isEmpty())
        .recover(LocalReplica::refuse);
  }

  /**
   * Drops what is stored of a key, durably; not if it has changed. Completes with whether it is
   * gone.
   *
   * @param known what is to be dropped
   * @param still asked once, in the last moment: whether it may be
   */
  public Future<Boolean> drop(PartitionedKey key, BlobObject known, BooleanSupplier still) {
    return steps
        .run(
            key,
            step ->
                step.copy().stored().object().equals(known) && still.getAsBoolean()
                    ? step.drop().map(true)
                    : Future.succeededFuture(false))
        .recover(LocalReplica::refuse);
  }

  /**
   * After a peer refused data of this node as outdated: raises the partition's number to the
   * peer's, and completes with whether the object's versions are all live here, so that the data is
   * what this node holds now. Who has to confirm removals may do so at any time: one of a lower
   * number that it has not confirmed can never be decided from then on. Anybody else may not, as
   * removals are decided without it.
   *
   * <p>Looked at in the key's order: a version that was just made here is still being committed.
   */
  Future<Boolean> lift(PartitionedKey key, BlobObject object, long removalNumber) {
    return level(key.partition(), removalNumber)
        .compose(
            isLevel ->
                isLevel
                    ? steps.run(key, step -> holdsAll(step.copy(), object))
                    : Future.succeededFuture(false));
  }

  /**
   * Raises the number of a partition to that of another member, durably; completes with false, and
   * does nothing, where removals are decided without this node.
   */
  public Future<Boolean> level(int partition, long removalNumber) {
    return isParty(self.node(), partition)
        ? removals.raise(partition, removalNumber).map(true)
        : Future.succeededFuture(false);
  }

  private boolean isParty(NodeId node, int partition) {
    return chain.entry().filter(entry -> RemovalParties.of(entry, partition).has(node)).isPresent();
  }

  private static Future<Boolean> holdsAll(Copy copy, BlobObject object) {
    return Future.succeededFuture(
        object.live().stream()
            .allMatch(version -> copy.object().version(version.dot()).isPresent()));
  }

  private Future<Void> believe(PartitionedKey key, Snapshot offered, List<NewBody> brought) {
    return steps
        .run(key, offered.removalNumber(), step -> believe(step, offered.object(), brought))
        .recover(
            cause ->
                cause instanceof OutdatedData
                    ? missingBytes.discard(brought).compose(done -> Future.failedFuture(cause))
                    : Future.failedFuture(cause));
  }

  private Future<Void> believe(CopySteps.Step step, BlobObject offered, List<NewBody> brought) {
    Copy copy = step.copy();
    BlobObject merged = copy.object().merge(offered);
    Set<Dot> wanted = CopyWriter.wanted(copy, merged, offered);
    List<NewBody> needed = new ArrayList<>(brought);
    needed.removeIf(body -> !wanted.contains(body.version().dot()));
    if (merged.equals(copy.object()) && needed.isEmpty()) {
      return missingBytes.discard(brought);
    }
    List<NewBody> unneeded = new ArrayList<>(brought);
    unneeded.removeAll(needed);
    if (!MissingBytes.complete(copy, merged, needed)) {
      return missingBytes
          .discard(brought)
          .compose(done -> Future.failedFuture(MissingBytes.changedMeanwhile()));
    }
    IndexRecord next = writer.record(step, merged);
    SpaceUse use = needed.isEmpty() ? SpaceUse.RECORD : SpaceUse.REPAIR;
    return missingBytes
        .discard(unneeded)
        .compose(done -> step.commit(new Change(step.key(), next, needed, use)));
  }

  private static <T> Future<T> refuse(Throwable cause) {
    return Future.failedFuture(cause instanceof OutdatedData ? cause : ReplicaRefusal.of(cause));
  }
}
