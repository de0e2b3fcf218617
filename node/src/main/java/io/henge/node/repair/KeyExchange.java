package io.henge.node.repair;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerReply;
import io.henge.node.message.Snapshot;
import io.henge.node.replica.LocalReplica;
import io.henge.node.replica.MissingBytes.Holder;
import io.henge.node.replica.RemoteReplica;
import io.henge.node.replica.ReplicaRefusal;
import io.henge.node.replica.Replicas;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Content;
import io.vertx.core.Future;
import java.util.List;

/**
 * Makes this node and another member hold the same of a key: what is missing here is taken with its
 * bytes, and what is missing there is offered (rule V3). Versions whose bytes the giver has lost
 * are left out; others give them, or nobody can.
 */
public final class KeyExchange {
  private final Replicas replicas;

  public KeyExchange(Replicas replicas) {
    this.replicas = replicas;
  }

  /**
   * What was moved.
   *
   * @param bytes of bodies, in both directions
   * @param isWhole whether the receivers have got all that the givers know of; not when bytes are
   *     lost
   * @param hasChanged whether there was anything to move
   */
  public record Moved(long bytes, boolean isWhole, boolean hasChanged) {
    static final Moved NOTHING = new Moved(0, true, false);

    Moved and(Moved other) {
      return new Moved(
          bytes + other.bytes, isWhole && other.isWhole, hasChanged || other.hasChanged);
    }
  }

  /** Takes what is missing here, then offers what is missing there. */
  public Future<Moved> bothWays(PartitionedKey key, Member other) {
    RemoteReplica there = replicas.remote(other);
    return there
        .head(key, false)
        .compose(KeyExchange::requireFilled)
        .compose(
            head ->
                bring(key, head, new Holder(other, there))
                    .compose(brought -> give(key, head, there).map(brought::and)));
  }

  /** Takes what is missing here. */
  public Future<Moved> take(PartitionedKey key, Member donor) {
    RemoteReplica there = replicas.remote(donor);
    return there
        .head(key, false)
        .compose(KeyExchange::requireFilled)
        .compose(head -> bring(key, head, new Holder(donor, there)));
  }

  private static Future<PeerReply.Head> requireFilled(PeerReply.Head head) {
    return head.filled()
        ? Future.succeededFuture(head)
        : Future.failedFuture(
            new ReplicaRefusal(Reason.UNFILLED, "it is still being filled itself"));
  }

  private Future<Moved> bring(PartitionedKey key, PeerReply.Head theirs, Holder holder) {
    LocalReplica local = replicas.local();
    return local
        .object(key)
        .compose(
            here -> {
              Future<Void> taken = Future.succeededFuture();
              for (Snapshot part : missing(here.object(), theirs)) {
                taken = taken.compose(done -> replicas.take(key, part, holder));
              }
              return taken.map(done -> moved(here.object(), theirs));
            });
  }

  private Future<Moved> give(PartitionedKey key, PeerReply.Head theirs, RemoteReplica there) {
    return replicas
        .local()
        .head(key, false)
        .compose(
            here -> {
              Future<Void> given = Future.succeededFuture();
              for (Snapshot part : missing(theirs.object(), here)) {
                given = given.compose(done -> there.offer(key, part));
              }
              return given.map(done -> moved(theirs.object(), here));
            });
  }

  private static List<Snapshot> missing(BlobObject receiver, PeerReply.Head giver) {
    return giver.soundParts().stream().filter(part -> !knows(receiver, part.object())).toList();
  }

  private static boolean knows(BlobObject one, BlobObject other) {
    return one.merge(other).equals(one);
  }

  private static Moved moved(BlobObject receiver, PeerReply.Head giver) {
    long bytes =
        giver.object().live().stream()
            .filter(v -> !receiver.context().contains(v.dot()) && giver.holds(v.dot()))
            .flatMap(version -> version.content().stream())
            .mapToLong(Content::sizeBytes)
            .sum();
    boolean isWhole = giver.damaged().isEmpty() || knows(receiver, giver.object());
    return new Moved(bytes, isWhole, !missing(receiver, giver).isEmpty());
  }
}
