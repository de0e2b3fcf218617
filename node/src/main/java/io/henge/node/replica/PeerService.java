package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.CurrentChain;
import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerCodec.Enveloped;
import io.henge.node.message.PeerHandler;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.ring.ChainEntry;
import io.henge.ring.ChainPosition;
import io.henge.ring.KeyHash;
import io.henge.ring.Layout;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.codec.CodecException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers the peers' messages: decodes, checks the sender's place in the chain (rule C5), lets the
 * copy on the right event loop do it, and encodes what came of it.
 */
public final class PeerService implements PeerHandler {
  /** Runs a step on the event loop that a key's partition belongs to. */
  @FunctionalInterface
  public interface Copies {
    /** The step gets the copies of that loop. */
    <T> Future<T> on(PartitionedKey key, Function<Replicas, Future<T>> step);
  }

  /** Answers what concerns the founding. */
  @FunctionalInterface
  public interface FoundingDesk {
    /** The reply to an introduction, a promise, or the news of the founding. */
    Future<PeerReply> answer(PeerRequest request);
  }

  private final CurrentChain chain;
  private final Copies copies;
  private final FoundingDesk founding;

  public PeerService(CurrentChain chain, Copies copies, FoundingDesk founding) {
    this.chain = chain;
    this.copies = copies;
    this.founding = founding;
  }

  @Override
  public Future<Buffer> handle(NodeId from, Buffer request) {
    return answer(from, request).otherwise(PeerService::refusal).map(PeerCodec::encode);
  }

  private Future<PeerReply> answer(NodeId from, Buffer bytes) {
    Enveloped enveloped;
    try {
      enveloped = PeerCodec.decodeRequest(bytes);
    } catch (CodecException malformed) {
      return Future.failedFuture(
          new ReplicaRefusal(Reason.REFUSED, "unreadable request: " + malformed.getMessage()));
    }
    if (!(enveloped.request() instanceof PeerRequest.Keyed keyed)) {
      return founding.answer(enveloped.request());
    }
    Optional<ReplicaRefusal> fenced = fence(enveloped.envelope().chain());
    if (fenced.isPresent()) {
      return Future.failedFuture(fenced.get());
    }
    Layout layout = chain.entry().orElseThrow().layout();
    Optional<Member> sender = layout.memberOf(from);
    if (sender.isEmpty()) {
      return Future.failedFuture(
          new ReplicaRefusal(Reason.CHAIN, "the node " + from + " is not a member"));
    }
    if (keyed.key().partition() != layout.partitions().partitionOf(KeyHash.of(keyed.key().key()))) {
      return Future.failedFuture(
          new ReplicaRefusal(
              Reason.REFUSED, "the key is not of partition " + keyed.key().partition()));
    }
    return copies.on(keyed.key(), local -> execute(sender.get(), keyed, local));
  }

  private Future<PeerReply> execute(Member from, PeerRequest.Keyed request, Replicas replicas) {
    LocalReplica local = replicas.local();
    if (request instanceof PeerRequest.Head head) {
      return local.head(head.key(), head.withSmallBody()).map(reply -> reply);
    }
    if (request instanceof PeerRequest.SmallBody body) {
      return local.smallBody(body.key(), body.dot()).map(PeerReply.SmallBody::new);
    }
    if (request instanceof PeerRequest.Commit commit) {
      return local.commit(commit.key(), commit.fragment(), commit.bytes()).map(PeerService::done);
    }
    PeerRequest.Offer offer = (PeerRequest.Offer) request;
    return local
        .take(offer.key(), offer.object(), new MissingBytes.Holder(from, replicas.remote(from)))
        .map(PeerService::done);
  }

  private Optional<ReplicaRefusal> fence(Optional<ChainPosition> theirs) {
    Optional<ChainPosition> mine = chain.entry().map(ChainEntry::position);
    if (mine.isPresent() && mine.equals(theirs)) {
      return Optional.empty();
    }
    return Optional.of(
        new ReplicaRefusal(
            Reason.CHAIN,
            "chain entries differ: here " + shown(mine) + ", there " + shown(theirs)));
  }

  private static String shown(Optional<ChainPosition> position) {
    return position
        .map(at -> at.generation() + "." + at.number() + " " + at.digest().substring(0, 12))
        .orElse("none");
  }

  private static PeerReply done(Void nothing) {
    return new PeerReply.Done();
  }

  private static PeerReply refusal(Throwable cause) {
    ReplicaRefusal refusal = ReplicaRefusal.of(cause);
    return new PeerReply.Refused(refusal.reason(), refusal.getMessage());
  }
}
