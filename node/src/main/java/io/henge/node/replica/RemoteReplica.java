package io.henge.node.replica;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.ChainNews;
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
import java.util.Optional;

/** The copy at another member, behind the network. */
public final class RemoteReplica implements Replica {
  /** A chain that moves on between as many sendings of one request is moving too fast. */
  private static final int SENDINGS_MAX = 3;

  private final Member member;
  private final Network network;
  private final CurrentChain chain;
  private final ChainNews news;
  private final PeerTimeouts timeouts;

  public RemoteReplica(
      Member member, Network network, CurrentChain chain, ChainNews news, PeerTimeouts timeouts) {
    this.member = member;
    this.network = network;
    this.chain = chain;
    this.news = news;
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

  private Future<PeerReply> call(PeerRequest.Keyed request, long timeoutMillis) {
    return send(request, timeoutMillis, 1);
  }

  private Future<PeerReply> send(PeerRequest.Keyed request, long timeoutMillis, int sending) {
    Optional<ChainEntry> known = chain.entry();
    Envelope envelope = new Envelope(known.map(ChainEntry::position), 0);
    return network
        .call(member, PeerCodec.encode(envelope, request), timeoutMillis)
        .recover(cause -> Future.failedFuture(ReplicaRefusal.of(cause)))
        .compose(RemoteReplica::decode)
        .compose(
            reply ->
                reply instanceof PeerReply.Stale stale && sending < SENDINGS_MAX
                    ? planAgain(known, stale)
                        .compose(level -> send(request, timeoutMillis, sending + 1))
                    : Future.succeededFuture(reply));
  }

  /**
   * The peer knows a newer chain entry and has done nothing (rule C5). Once this node has it too,
   * it plans again. A plan is the key's row: where that is as it was, the new plan is the old one,
   * and the same request under the new envelope is what it asks for; stages stay where they are.
   * Where the row has changed, this request is of no more use.
   */
  private Future<Void> planAgain(Optional<ChainEntry> known, PeerReply.Stale stale) {
    return news.adopt(stale.entryJson())
        .recover(cause -> refused(Reason.CHAIN, String.valueOf(cause.getMessage())))
        .compose(
            adopted ->
                known.map(ChainEntry::layout).equals(chain.entry().map(ChainEntry::layout))
                    ? Future.succeededFuture()
                    : refused(Reason.CHAIN, "the ring has changed since the request was planned"));
  }

  private static <T> Future<T> refused(Reason reason, String text) {
    return Future.failedFuture(new ReplicaRefusal(reason, text));
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
    if (reply instanceof PeerReply.Stale) {
      return refused(Reason.CHAIN, "the chain moves on faster than the request");
    }
    return Future.failedFuture(
        new ReplicaRefusal(
            Reason.REFUSED, "an answer of another kind: " + reply.getClass().getSimpleName()));
  }
}
