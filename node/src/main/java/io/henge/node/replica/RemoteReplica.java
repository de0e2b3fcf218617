package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.CurrentChain;
import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.port.Network;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.codec.CodecException;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** The copy at another member, behind the network. */
public final class RemoteReplica implements Replica {
  private final Member member;
  private final Network network;
  private final CurrentChain chain;
  private final PeerTimeouts timeouts;

  public RemoteReplica(Member member, Network network, CurrentChain chain, PeerTimeouts timeouts) {
    this.member = member;
    this.network = network;
    this.chain = chain;
    this.timeouts = timeouts;
  }

  @Override
  public Future<PeerReply.Head> head(PartitionedKey key, boolean withSmallBody) {
    return call(new PeerRequest.Head(key, withSmallBody), timeouts.headMillis())
        .compose(reply -> expect(PeerReply.Head.class, reply))
        .compose(RemoteReplica::checked);
  }

  /** The bytes of a small version that the copy holds. */
  Future<Buffer> smallBody(PartitionedKey key, Dot dot) {
    return call(new PeerRequest.SmallBody(key, dot), timeouts.headMillis())
        .compose(reply -> expect(PeerReply.SmallBody.class, reply))
        .map(PeerReply.SmallBody::bytes);
  }

  @Override
  public Future<Void> commit(PartitionedKey key, BlobObject fragment, NewBytes bytes) {
    return call(new PeerRequest.Commit(key, fragment, bytes), timeouts.commitMillis())
        .compose(reply -> expect(PeerReply.Done.class, reply))
        .mapEmpty();
  }

  @Override
  public Future<Void> offer(PartitionedKey key, BlobObject object) {
    return call(new PeerRequest.Offer(key, object), timeouts.offerMillis())
        .compose(reply -> expect(PeerReply.Done.class, reply))
        .mapEmpty();
  }

  private Future<PeerReply> call(PeerRequest request, long timeoutMillis) {
    Envelope envelope = new Envelope(chain.entry().map(ChainEntry::position), 0);
    return network
        .call(member, PeerCodec.encode(envelope, request), timeoutMillis)
        .recover(cause -> Future.failedFuture(ReplicaRefusal.of(cause)))
        .compose(RemoteReplica::decode);
  }

  private static Future<PeerReply> decode(Buffer bytes) {
    try {
      return Future.succeededFuture(PeerCodec.decodeReply(bytes));
    } catch (CodecException malformed) {
      return Future.failedFuture(
          new ReplicaRefusal(Reason.REFUSED, "unreadable reply: " + malformed.getMessage()));
    }
  }

  /** Bytes are checked wherever they pass, and none are believed to be a version they are not. */
  private static Future<PeerReply.Head> checked(PeerReply.Head head) {
    boolean sound =
        head.smallBody().isEmpty()
            || head.object()
                .shown()
                .flatMap(Version::content)
                .filter(content -> Checksums.matches(content, head.smallBody().get()))
                .isPresent();
    return sound
        ? Future.succeededFuture(head)
        : Future.failedFuture(
            new ReplicaRefusal(Reason.STORAGE, "bytes that do not match their version"));
  }

  private static <T extends PeerReply> Future<T> expect(Class<T> kind, PeerReply reply) {
    if (kind.isInstance(reply)) {
      return Future.succeededFuture(kind.cast(reply));
    }
    if (reply instanceof PeerReply.Refused refused) {
      return Future.failedFuture(new ReplicaRefusal(refused.reason(), refused.text()));
    }
    return Future.failedFuture(
        new ReplicaRefusal(
            Reason.REFUSED, "an answer of another kind: " + reply.getClass().getSimpleName()));
  }
}
