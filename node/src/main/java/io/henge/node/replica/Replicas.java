package io.henge.node.replica;

import io.henge.node.blob.KeyRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.ChainNews;
import io.henge.node.membership.CurrentChain;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.message.Snapshot;
import io.henge.node.port.Network;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import java.util.List;

/** Finds the copy at a member, for the keys of one event loop. */
public final class Replicas {
  private final NodeId self;
  private final LocalReplica local;
  private final Network network;
  private final CurrentChain chain;
  private final ChainNews news;
  private final PeerTimeouts timeouts;

  /**
   * The copies as one event loop sees them.
   *
   * @param news where newer chain entries go that peers answer with
   */
  public Replicas(
      NodeId self,
      LocalReplica local,
      Network network,
      CurrentChain chain,
      ChainNews news,
      PeerTimeouts timeouts) {
    this.self = self;
    this.local = local;
    this.network = network;
    this.chain = chain;
    this.news = news;
    this.timeouts = timeouts;
  }

  /** The copy on this node. */
  public LocalReplica local() {
    return local;
  }

  /** The copy at a member, which may be this node. */
  public Replica at(Member member) {
    return member.node().equals(self) ? local : remote(member);
  }

  /**
   * The keys that a member, which may be this node, holds in a range. The reply was given under
   * these layouts; fails when they are not in force any more, here or there (rule C5).
   *
   * @param timeoutMillis how long to wait for another member, 1 or more
   */
  public Future<PeerReply.Keys> keys(
      Layouts layouts, Member member, KeyRange range, long timeoutMillis) {
    return member.node().equals(self)
        ? local.keys(layouts, range)
        : remote(member).keys(layouts, range, timeoutMillis);
  }

  /** The copy at another member. */
  public RemoteReplica remote(Member member) {
    return new RemoteReplica(member, local, network, chain, news, timeouts);
  }

  /**
   * Takes from a peer what it holds of a key, as {@link LocalReplica#take} does. Where this node
   * has confirmed a removal that the peer has not, the peer has to catch up before anything of it
   * can be taken (rule T2): such a removal was never decided, so the peer loses nothing by it, and
   * what it holds then is what it may keep.
   */
  public Future<Void> take(PartitionedKey key, Snapshot part, MissingBytes.Holder holder) {
    return local
        .take(key, part, holder)
        .recover(
            cause ->
                cause instanceof OutdatedData outdated
                    ? level(key, outdated.removalNumber(), holder)
                        .compose(now -> takeAll(key, now.soundParts(), holder))
                    : Future.failedFuture(cause));
  }

  private static Future<PeerReply.Head> level(
      PartitionedKey key, long removalNumber, MissingBytes.Holder holder) {
    return holder
        .replica()
        .ask(new PeerRequest.Level(key.partition(), removalNumber), PeerReply.Done.class)
        .compose(raised -> holder.replica().head(key, false));
  }

  private Future<Void> takeAll(
      PartitionedKey key, List<Snapshot> parts, MissingBytes.Holder holder) {
    Future<Void> all = Future.succeededFuture();
    for (Snapshot part : parts) {
      all = all.compose(done -> local.take(key, part, holder));
    }
    return all;
  }

  /**
   * Offers another member what is stored here of a key, which it holds when the future completes.
   * Fails when there is nothing: that must not pass for an ack.
   */
  public Future<Void> offer(Member to, PartitionedKey key) {
    return tell(to, key)
        .compose(
            wasThere ->
                wasThere
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new ReplicaRefusal(
                            Reason.REFUSED, "nothing is here that could be offered")));
  }

  /** The same, and done at once when there is nothing (any more). */
  public Future<Void> offerIfHeld(Member to, PartitionedKey key) {
    return tell(to, key).mapEmpty();
  }

  /** Completes with whether there was anything to tell. */
  private Future<Boolean> tell(Member to, PartitionedKey key) {
    return local
        .object(key)
        .compose(
            known ->
                known.object().isEmpty()
                    ? Future.succeededFuture(false)
                    : remote(to).offer(key, known).map(true));
  }
}
