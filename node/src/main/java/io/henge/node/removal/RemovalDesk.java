package io.henge.node.removal;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.CurrentChain;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.port.Clock;
import io.henge.node.replica.CopyRemoval;
import io.henge.node.replica.CopyRemoval.Requirement;
import io.henge.node.replica.RemovalParties;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of this node in removals that some owner proposes, for the partitions of one event loop.
 *
 * <p>A member confirms one batch per number (rule T1): confirming raises its number, and below that
 * it confirms nothing. The batch that it confirmed last it confirms once more, with the same words,
 * as the first answer may have been lost.
 */
public final class RemovalDesk {
  /** Of so many partitions the batch confirmed last is remembered. */
  private static final int REMEMBERED_MAX = 32;

  private final NodeId self;
  private final CurrentChain chain;
  private final CopyRemoval copies;
  private final Clock clock;
  private final RemovalEvents events;
  private final Map<Integer, Confirmed> last = new LinkedHashMap<>();

  /** A batch, and what became or becomes of it here. */
  private record Confirmed(PeerRequest.ConfirmRemoval request, Future<PeerReply> reply) {}

  /** The desk of the node with that id. */
  public RemovalDesk(
      NodeId self, CurrentChain chain, CopyRemoval copies, Clock clock, RemovalEvents events) {
    this.self = self;
    this.chain = chain;
    this.copies = copies;
    this.clock = clock;
    this.events = events;
  }

  /** The reply to a member's request, or this node's own. */
  public Future<PeerReply> answer(PeerRequest.OfRemoval request) {
    if (request instanceof PeerRequest.AskRemoval ask) {
      return standing(ask);
    }
    if (request instanceof PeerRequest.ConfirmRemoval confirm) {
      return confirmOnce(confirm);
    }
    PeerRequest.Remove remove = (PeerRequest.Remove) request;
    return copies
        .remove(remove.partition(), remove.number(), remove.decided())
        .map(removed -> new PeerReply.Done());
  }

  private Future<PeerReply> standing(PeerRequest.AskRemoval ask) {
    int partition = ask.partition();
    Optional<Requirement> requirement = requirement(partition);
    boolean isWilling = requirement.isPresent() && copies.isFilled(partition);
    Future<List<Integer>> places =
        isWilling
            ? copies.confirmable(partition, ask.batch(), requirement.get())
            : Future.succeededFuture(List.of());
    return places.map(
        found -> new PeerReply.RemovalStanding(copies.number(partition), isWilling, found));
  }

  /** What this node has to hold, by its part in the partition; empty when it has none. */
  private Optional<Requirement> requirement(int partition) {
    if (isOwner(partition)) {
      return Optional.of(
          Requirement.ofOwner(object -> Removable.isRemovable(object, clock.wallMillis())));
    }
    return parties(partition)
        .filter(parties -> parties.has(self))
        .map(p -> Requirement.ofStandIn());
  }

  private boolean isOwner(int partition) {
    return parties(partition).filter(parties -> parties.isOwner(self)).isPresent();
  }

  private Optional<RemovalParties> parties(int partition) {
    return chain.entry().map(entry -> RemovalParties.of(entry, partition));
  }

  private Future<PeerReply> confirmOnce(PeerRequest.ConfirmRemoval request) {
    Confirmed before = last.get(request.partition());
    if (before != null && before.request().equals(request) && !before.reply().failed()) {
      return before.reply();
    }
    if (before != null && !before.reply().isComplete()) {
      return refuse("another removal is being confirmed");
    }
    Future<PeerReply> reply = confirm(request);
    remember(new Confirmed(request, reply));
    return reply.recover(
        refused -> {
          if (before != null) {
            remember(before);
          }
          return Future.failedFuture(refused);
        });
  }

  private void remember(Confirmed confirmed) {
    last.remove(confirmed.request().partition());
    last.put(confirmed.request().partition(), confirmed);
    if (last.size() > REMEMBERED_MAX) {
      last.remove(last.keySet().iterator().next());
    }
  }

  private Future<PeerReply> confirm(PeerRequest.ConfirmRemoval request) {
    int partition = request.partition();
    Optional<Requirement> requirement = requirement(partition);
    if (requirement.isEmpty()) {
      return refuse("this node has nothing to confirm in partition " + partition);
    }
    return copies
        .confirm(request, requirement.get())
        .compose(
            places -> {
              events.confirmed(places.size());
              return Future.succeededFuture(new PeerReply.RemovalConfirmed(places));
            },
            cause -> {
              events.refused();
              return Future.failedFuture(cause);
            });
  }

  private static Future<PeerReply> refuse(String why) {
    return Future.failedFuture(new ReplicaRefusal(Reason.REFUSED, why));
  }
}
