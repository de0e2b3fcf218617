package io.henge.node.handoff;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.KeyDigest;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.replica.ObjectPage;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.replica.Replicas;
import io.henge.ring.BlobKey;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some hints of one partition on their way to its owners. Each owner is asked which of them it
 * holds, and offered the others; a hint that enough owners have confirmed is dropped (rule H1),
 * unless it has changed meanwhile.
 */
final class PartitionHandoff {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionHandoff.class);

  private final int partition;
  private final Debtees debtees;
  private final BooleanSupplier isStillOwed;
  private final Ways ways;
  private final Map<BlobKey, Set<Member>> confirmed = new HashMap<>();
  private long offeredBytes;

  /** What it works with. */
  record Ways(Replicas replicas, Lanes lanes, Pauses pauses, Backlog.Events events) {}

  /**
   * What came of it.
   *
   * @param left whether some are still owed
   * @param offeredBytes of the bodies that were offered
   */
  record Outcome(boolean left, long offeredBytes) {}

  /**
   * A handoff.
   *
   * @param debtees to whom the hints are owed
   * @param isStillOwed whether these are the owners still, and this node is none
   */
  PartitionHandoff(int partition, Debtees debtees, BooleanSupplier isStillOwed, Ways ways) {
    this.partition = partition;
    this.debtees = debtees;
    this.isStillOwed = isStillOwed;
    this.ways = ways;
  }

  /** Hands these over; never fails. */
  Future<Outcome> handOver(List<ObjectPage.Entry> hints) {
    List<Future<Void>> handed =
        debtees.owners().stream()
            .filter(ways.pauses()::mayAsk)
            .map(owner -> handOver(hints, owner))
            .toList();
    return Future.join(handed)
        .transform(ended -> drop(hints))
        .map(left -> new Outcome(left, offeredBytes));
  }

  private Future<Void> handOver(List<ObjectPage.Entry> hints, Member owner) {
    List<KeyDigest> digests =
        hints.stream().map(hint -> new KeyDigest(hint.key(), hint.object().digest())).toList();
    return ways.replicas()
        .remote(owner)
        .ask(new PeerRequest.AskHeld(partition, digests), PeerReply.Held.class)
        .compose(
            held -> {
              ways.pauses().answered(owner);
              return offerRest(hints, owner, held.held());
            },
            cause -> {
              ways.pauses().failed(owner);
              return Future.failedFuture(cause);
            });
  }

  private Future<Void> offerRest(List<ObjectPage.Entry> hints, Member owner, List<Boolean> held) {
    List<Future<Void>> offers = new ArrayList<>();
    for (int i = 0; i < hints.size(); i++) {
      ObjectPage.Entry hint = hints.get(i);
      if (i < held.size() && held.get(i)) {
        confirm(hint, owner);
      } else {
        offers.add(ways.lanes().run(() -> offer(hint, owner)));
      }
    }
    return Future.join(offers).mapEmpty();
  }

  private Future<Void> offer(ObjectPage.Entry hint, Member owner) {
    if (!ways.pauses().mayAsk(owner)) {
      return Future.succeededFuture();
    }
    return ways.replicas()
        .local()
        .object(at(hint))
        .compose(
            now ->
                now.object().equals(hint.object())
                    ? ways.replicas()
                        .remote(owner)
                        .offer(at(hint), now)
                        .map(done -> delivered(hint, owner))
                    : Future.succeededFuture())
        .recover(cause -> notDelivered(hint, owner, cause));
  }

  private Void delivered(ObjectPage.Entry hint, Member owner) {
    ways.events().delivered();
    confirm(hint, owner);
    offeredBytes +=
        hint.object().live().stream()
            .map(Version::content)
            .flatMap(Optional::stream)
            .mapToLong(Content::sizeBytes)
            .sum();
    return null;
  }

  private Future<Void> notDelivered(ObjectPage.Entry hint, Member owner, Throwable cause) {
    LOG.debug("{} was not delivered to seat {}: {}", hint.key(), owner.seat(), cause.toString());
    Reason reason = ReplicaRefusal.of(cause).reason();
    // What concerns the one key alone is no reason to spare the owner the others.
    if (reason != Reason.REFUSED && reason != Reason.OUTDATED) {
      ways.pauses().failed(owner);
    }
    return Future.failedFuture(cause);
  }

  private void confirm(ObjectPage.Entry hint, Member owner) {
    confirmed.computeIfAbsent(hint.key(), absent -> new HashSet<>()).add(owner);
  }

  /** Completes with whether some are left. */
  private Future<Boolean> drop(List<ObjectPage.Entry> hints) {
    List<Future<Boolean>> dropped = new ArrayList<>();
    for (ObjectPage.Entry hint : hints) {
      if (debtees.areEnough(confirmed.getOrDefault(hint.key(), Set.of()))) {
        dropped.add(ways.lanes().run(() -> drop(at(hint), hint.object())));
      }
    }
    return Future.join(dropped)
        .transform(
            ended ->
                Future.succeededFuture(
                    dropped.size() < hints.size()
                        || dropped.stream().anyMatch(one -> one.failed() || !one.result())));
  }

  private Future<Boolean> drop(PartitionedKey key, BlobObject hint) {
    return ways.replicas()
        .local()
        .drop(key, hint, isStillOwed)
        .map(
            gone -> {
              if (gone) {
                ways.events().dropped();
              }
              return gone;
            });
  }

  private PartitionedKey at(ObjectPage.Entry hint) {
    return new PartitionedKey(partition, hint.key());
  }
}
