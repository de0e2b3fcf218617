package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.message.PeerReply;
import io.henge.node.message.Snapshot;
import io.henge.node.port.Clock;
import io.henge.node.replica.MissingBytes.Holder;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.replica.Replicas;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings owners up to date that a read has shown to be behind, after the read was answered: first
 * this node takes what it lacks, with the bytes, then it offers what it has to the others (rule
 * V3).
 *
 * <p>Only what is whole here is offered, and who takes it checks the bytes again, so a corrupt copy
 * does not spread. Whoever is being filled is repaired like any other. What cannot be repaired now
 * is left to the next read of the key: nothing is tried twice here, and over the bound nothing is
 * begun.
 */
final class ReadRepair {
  /** So many keys are under repair at once; a repair may have to copy a large body. */
  static final int KEYS_MAX = 32;

  /**
   * A read often comes while the write before it is still on its way to the slower owners, which
   * are then not behind for long.
   */
  static final long PAUSE_MILLIS = 100;

  private final Replicas replicas;
  private final Clock clock;
  private final CoordinatorEvents events;
  private final Set<PartitionedKey> underRepair = new HashSet<>();

  ReadRepair(Replicas replicas, Clock clock, CoordinatorEvents events) {
    this.replicas = replicas;
    this.clock = clock;
    this.events = events;
  }

  /**
   * Looks at all answers to a read, and begins a repair if somebody is behind. A node that stands
   * in leaves it to the owners.
   */
  void compare(Plan plan, ReadTally tally) {
    if (!plan.isOwner() || tally.behind().isEmpty()) {
      return;
    }
    if (underRepair.size() >= KEYS_MAX || !underRepair.add(plan.key())) {
      events.repairDropped();
      return;
    }
    events.repairBegun();
    clock.after(
        PAUSE_MILLIS,
        () ->
            repair(plan, tally)
                .andThen(ended -> underRepair.remove(plan.key()))
                .onComplete(done -> events.repairDone(), failed -> events.repairFailed()));
  }

  private Future<Void> repair(Plan plan, ReadTally tally) {
    return bringHere(plan, tally)
        .compose(brought -> replicas.local().head(plan.key(), false))
        .compose(here -> requireSound(here).map(here.snapshot()))
        .compose(
            here ->
                offerToOthers(plan, tally, here)
                    .compose(done -> requireAll(tally.merged(), here.object())));
  }

  /** One holder after the other; what one of them cannot give another may. */
  private Future<Void> bringHere(Plan plan, ReadTally tally) {
    Future<Void> here = Future.succeededFuture();
    if (tally.members().contains(plan.self()) && !tally.behind().contains(plan.self())) {
      return here;
    }
    for (Member holder : tally.members()) {
      if (!holder.equals(plan.self())) {
        Holder from = new Holder(holder, replicas.remote(holder));
        for (Snapshot part : tally.soundParts(holder)) {
          here = here.compose(done -> replicas.take(plan.key(), part, from)).otherwiseEmpty();
        }
      }
    }
    return here;
  }

  private static Future<Void> requireSound(PeerReply.Head here) {
    return here.damaged().isEmpty() ? Future.succeededFuture() : failed("the copy here is damaged");
  }

  private Future<Void> offerToOthers(Plan plan, ReadTally tally, Snapshot here) {
    List<Future<Void>> offers =
        tally.behind().stream()
            .filter(owner -> !owner.equals(plan.self()))
            .map(owner -> replicas.remote(owner).offer(plan.key(), here))
            .toList();
    return Future.join(offers).mapEmpty();
  }

  private static Future<Void> requireAll(BlobObject merged, BlobObject here) {
    return here.merge(merged).equals(here)
        ? Future.succeededFuture()
        : failed("not all of it could be brought here");
  }

  private static Future<Void> failed(String why) {
    return Future.failedFuture(new ReplicaRefusal(ReplicaFailure.Reason.STORAGE, why));
  }
}
