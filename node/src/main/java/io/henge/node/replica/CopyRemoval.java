package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.KeyDigest;
import io.henge.node.message.PeerRequest;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.IndexRecord;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Timestamp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The part that the copies of a node have in a removal (rules T1 to T3): at one moment it holds
 * what the batch says, and nothing older leaves it under a number that would still be taken.
 *
 * <p>That moment is the one in which the partition's number rises. A number raised before the
 * copies are looked at would leave a while in which an old version is read under the new number,
 * and passes for younger than the removal; one raised after them a while in which an old version
 * comes in again. So the keys that agree are held, with no step of theirs under way, until the
 * number has risen.
 */
public final class CopyRemoval {
  /** So many records are dropped at once: the disk is others' as well. */
  private static final int DROPPED_AT_ONCE = 50;

  private final BlobStore store;
  private final Removals removals;
  private final CopySteps steps;

  CopyRemoval(BlobStore store, Removals removals, CopySteps steps) {
    this.store = store;
    this.removals = removals;
    this.steps = steps;
  }

  /** The number below which this node takes part in no removal of the partition. */
  public long number(int partition) {
    return removals.number(partition);
  }

  /** Whether this node knows all that was ever stored in the partition (rule W5). */
  public boolean isFilled(int partition) {
    return store.isFilled(partition);
  }

  /**
   * What this node must hold of a key to confirm that it may be removed.
   *
   * <p>An owner must hold exactly what the batch says, or nothing at all; the latter is as good,
   * since what matters is that no older version is here, or comes here any more. A stand-in must
   * hold nothing.
   */
  public static final class Requirement {
    private final boolean isOwner;
    private final Predicate<BlobObject> isRemovable;

    private Requirement(boolean isOwner, Predicate<BlobObject> isRemovable) {
      this.isOwner = isOwner;
      this.isRemovable = isRemovable;
    }

    /**
     * That of an owner.
     *
     * @param isRemovable whether an object may be removed by what this node knows of the time
     */
    public static Requirement ofOwner(Predicate<BlobObject> isRemovable) {
      return new Requirement(true, isRemovable);
    }

    /** That of a stand-in. */
    public static Requirement ofStandIn() {
      return new Requirement(false, object -> false);
    }

    private boolean isMetBy(IndexRecord record, KeyDigest key) {
      return isAbsent(record)
          || (isOwner
              && record.object().digest().equals(key.digest())
              && record.damaged().isEmpty()
              && isRemovable.test(record.object()));
    }
  }

  /** The places in a batch of those keys that would be confirmed now; changes nothing. */
  public Future<List<Integer>> confirmable(
      int partition, List<KeyDigest> batch, Requirement requirement) {
    List<Future<Boolean>> met = new ArrayList<>();
    for (KeyDigest one : batch) {
      met.add(
          steps
              .load(new PartitionedKey(partition, one.key()))
              .map(copy -> requirement.isMetBy(copy.stored(), one)));
    }
    return Future.all(met)
        .map(
            all ->
                IntStream.range(0, batch.size())
                    .filter(place -> all.<Boolean>resultAt(place))
                    .boxed()
                    .toList());
  }

  /**
   * Confirms a batch: completes with the places in it of those keys of which this node held what is
   * required in the moment in which the number rose to the next one. Durable, and the files of all
   * that was replaced are gone for good.
   */
  public Future<List<Integer>> confirm(
      PeerRequest.ConfirmRemoval request, Requirement requirement) {
    return new Batch(request, requirement).confirm();
  }

  private static boolean isAbsent(IndexRecord record) {
    return record.object().isEmpty();
  }

  /**
   * Removes what everybody has confirmed: drops the record of each key that is still what the batch
   * says. The number rises once more, so that it says of whatever was read while the keys were here
   * that it was read before the removal.
   */
  public Future<Void> remove(int partition, long number, List<KeyDigest> decided) {
    if (removals.number(partition) <= number) {
      return Future.failedFuture(
          new ReplicaRefusal(Reason.REFUSED, "removal " + number + " was not confirmed here"));
    }
    Future<Void> all = removals.raise(partition, number + 2);
    for (int from = 0; from < decided.size(); from += DROPPED_AT_ONCE) {
      List<KeyDigest> some =
          decided.subList(from, Math.min(from + DROPPED_AT_ONCE, decided.size()));
      all = all.compose(done -> drop(partition, some));
    }
    return all;
  }

  private Future<Void> drop(int partition, List<KeyDigest> some) {
    List<Future<Void>> dropped = new ArrayList<>();
    for (KeyDigest one : some) {
      PartitionedKey key = new PartitionedKey(partition, one.key());
      dropped.add(steps.run(key, step -> drop(step, one)));
    }
    return Future.join(dropped).mapEmpty();
  }

  private static Future<Void> drop(CopySteps.Step step, KeyDigest decided) {
    IndexRecord record = step.copy().stored();
    boolean isStillThat = !isAbsent(record) && record.object().digest().equals(decided.digest());
    return isStillThat ? step.drop() : Future.succeededFuture();
  }

  /** A batch that is being confirmed. */
  private final class Batch {
    private final int partition;
    private final long number;
    private final Timestamp removed;
    private final List<KeyDigest> keys;
    private final Requirement requirement;
    private final List<Integer> agreed = new ArrayList<>();
    private final Promise<Void> allSeen = Promise.promise();
    private final Promise<Void> released = Promise.promise();
    private int unseen;

    Batch(PeerRequest.ConfirmRemoval request, Requirement requirement) {
      this.partition = request.partition();
      this.number = request.number();
      this.removed = request.removed();
      this.keys = request.batch();
      this.requirement = requirement;
    }

    Future<List<Integer>> confirm() {
      return requireInTurn()
          .compose(
              now -> {
                look();
                return allSeen.future();
              })
          .compose(seen -> requireInTurn())
          .compose(now -> removals.confirm(partition, number, removed))
          .andThen(raised -> released.tryComplete())
          .compose(raised -> store.settle())
          .map(settled -> agreed.stream().sorted().toList());
    }

    /**
     * A batch of a number below the own one is not confirmed any more: another one was. And what a
     * member that is being filled does not know it may yet be told (rule W5); and what a stand-in
     * keeps there for others it would forget with the higher number.
     */
    private Future<Void> requireInTurn() {
      if (!isFilled(partition)) {
        return Future.failedFuture(new ReplicaRefusal(Reason.UNFILLED, "it is still being filled"));
      }
      long here = removals.number(partition);
      return number < here ? Future.failedFuture(new OutdatedData(here)) : Future.succeededFuture();
    }

    /** Keys with steps under way are changing: they are left to a later batch, not waited for. */
    private void look() {
      unseen = keys.size() + 1;
      for (int i = 0; i < keys.size(); i++) {
        int place = i;
        PartitionedKey key = new PartitionedKey(partition, keys.get(i).key());
        if (steps.isBusy(key)) {
          seen();
        } else {
          steps.run(key, step -> look(place, step.copy().stored())).onFailure(unreadable -> seen());
        }
      }
      seen();
    }

    private Future<Void> look(int place, IndexRecord record) {
      boolean holds = requirement.isMetBy(record, keys.get(place));
      if (holds) {
        agreed.add(place);
      }
      seen();
      return holds ? released.future() : Future.succeededFuture();
    }

    private void seen() {
      unseen--;
      if (unseen == 0) {
        allSeen.complete();
      }
    }
  }
}
