package io.henge.node.replica;

import io.henge.node.blob.KeyRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.ChainNews;
import io.henge.node.membership.CurrentChain;
import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerCodec.Envelope;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.message.PeerRequest.NewBytes;
import io.henge.node.message.Snapshot;
import io.henge.node.port.Network;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.Rows;
import io.henge.ring.Seat;
import io.henge.ring.codec.CodecException;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Version;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The copy at another member, behind the network. */
public final class RemoteReplica implements Replica {
  /** A chain that moves on between as many sendings of one request is moving too fast. */
  private static final int SENDINGS_MAX = 3;

  private final Member member;
  private final LocalReplica local;
  private final Network network;
  private final CurrentChain chain;
  private final ChainNews news;
  private final PeerTimeouts timeouts;

  /**
   * @param local the copies here, of which requests to this one tell
   */
  RemoteReplica(
      Member member,
      LocalReplica local,
      Network network,
      CurrentChain chain,
      ChainNews news,
      PeerTimeouts timeouts) {
    this.member = member;
    this.local = local;
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

  /**
   * Asks about the whole partition; completes with a reply of that kind, in the time of a lookup.
   */
  public <T extends PeerReply> Future<T> ask(PeerRequest.Fenced request, Class<T> kind) {
    return ask(request, kind, timeouts.headMillis());
  }

  /** The same where the answer may need a walk over many records. */
  public <T extends PeerReply> Future<T> ask(
      PeerRequest.Fenced request, Class<T> kind, long timeoutMillis) {
    return call(request, timeoutMillis).compose(reply -> expect(kind, reply));
  }

  /**
   * The keys of all partitions for which the member is read. The reply was given under these
   * layouts; fails when they are not in force any more, here or there (rule C5).
   */
  Future<PeerReply.Keys> keys(Layouts layouts, KeyRange range, long timeoutMillis) {
    Sending sending =
        new Sending(new PeerRequest.AskKeys(range), 0, timeoutMillis, Optional.of(layouts));
    return send(sending, 1).compose(reply -> expect(PeerReply.Keys.class, reply));
  }

  /** Asks about the whole partition; completes with whatever the reply is, refusals included. */
  public Future<PeerReply> ask(PeerRequest.OfPartition request, long timeoutMillis) {
    return call(request, timeoutMillis);
  }

  /** The bytes of a small version that the copy holds. */
  Future<Buffer> smallBody(PartitionedKey key, Dot dot) {
    return call(new PeerRequest.SmallBody(key, dot), timeouts.headMillis())
        .compose(reply -> expect(PeerReply.SmallBody.class, reply))
        .map(PeerReply.SmallBody::bytes);
  }

  @Override
  public Future<Void> commit(PartitionedKey key, Snapshot fragment, NewBytes bytes) {
    return tell(
        key, fragment, now -> new PeerRequest.Commit(key, now, bytes), timeouts.commitMillis());
  }

  @Override
  public Future<Void> offer(PartitionedKey key, Snapshot object) {
    return tell(key, object, now -> new PeerRequest.Offer(key, now), timeouts.offerMillis());
  }

  /**
   * Tells the copy something. When it has confirmed a removal since that was read (rule T2), and
   * this node holds the same still, it is told once more, as what this node holds now.
   */
  private Future<Void> tell(
      PartitionedKey key,
      Snapshot data,
      Function<BlobObject, PeerRequest.Keyed> request,
      long timeoutMillis) {
    Sending sending =
        new Sending(
            request.apply(data.object()), data.removalNumber(), timeoutMillis, Optional.empty());
    return send(sending, 1)
        .compose(
            reply ->
                reply instanceof PeerReply.Outdated outdated
                    ? local
                        .lift(key, data.object(), outdated.removalNumber())
                        .compose(
                            isHeld ->
                                isHeld
                                    ? send(sending.under(outdated.removalNumber()), 1)
                                    : Future.succeededFuture(reply))
                    : Future.succeededFuture(reply))
        .compose(reply -> expect(PeerReply.Done.class, reply))
        .mapEmpty();
  }

  private Future<PeerReply> call(PeerRequest.Fenced request, long timeoutMillis) {
    return send(new Sending(request, 0, timeoutMillis, Optional.empty()), 1);
  }

  /**
   * A request on its way.
   *
   * @param removalNumber when its data was read; 0 when it brings none
   * @param planned under which layouts alone it is of use; empty when that is for its row to say
   */
  private record Sending(
      PeerRequest.Fenced request,
      long removalNumber,
      long timeoutMillis,
      Optional<Layouts> planned) {
    Sending under(long number) {
      return new Sending(request, number, timeoutMillis, planned);
    }

    boolean isOfUseUnder(Optional<ChainEntry> entry) {
      return planned.isEmpty() || entry.map(ChainEntry::layouts).equals(planned);
    }
  }

  private Future<PeerReply> send(Sending sending, int number) {
    Optional<ChainEntry> known = chain.entry();
    if (!sending.isOfUseUnder(known)) {
      return refused(Reason.CHAIN, "the ring has changed since the request was planned");
    }
    Envelope envelope = new Envelope(known.map(ChainEntry::position), sending.removalNumber());
    return network
        .call(member, PeerCodec.encode(envelope, sending.request()), sending.timeoutMillis())
        .recover(cause -> Future.failedFuture(ReplicaRefusal.of(cause)))
        .compose(RemoteReplica::decode)
        .compose(
            reply ->
                reply instanceof PeerReply.Stale stale && number < SENDINGS_MAX
                    ? planAgain(known, sending.request(), stale)
                        .compose(level -> send(sending, number + 1))
                    : Future.succeededFuture(reply));
  }

  /**
   * The peer knows a newer chain entry and has done nothing (rule C5). Once this node has it too,
   * it plans again. A plan is the key's row: where its seats are as they were, and this peer has
   * still its own, the new plan asks the same of it, under the new envelope; stages stay where they
   * are. A newcomer on another seat of the row counts for nothing yet, and catches up later. Where
   * the row has changed, this request is of no more use; nor is one about all partitions, once any
   * row has.
   */
  private Future<Void> planAgain(
      Optional<ChainEntry> known, PeerRequest.Fenced request, PeerReply.Stale stale) {
    return news.adopt(stale.entryJson())
        .recover(cause -> refused(Reason.CHAIN, String.valueOf(cause.getMessage())))
        .compose(
            adopted ->
                isPlannedAgain(known, request)
                    ? Future.succeededFuture()
                    : refused(Reason.CHAIN, "the ring has changed since the request was planned"));
  }

  private boolean isPlannedAgain(Optional<ChainEntry> known, PeerRequest.Fenced request) {
    Optional<Layouts> before = known.map(ChainEntry::layouts);
    Optional<Layouts> now = chain.entry().map(ChainEntry::layouts);
    return now.equals(before)
        || (before.isPresent()
            && now.isPresent()
            && request instanceof PeerRequest.InPartition in
            && haveSameSeats(now.get().rows(in.partition()), before.get().rows(in.partition()))
            && now.get().memberOf(member.node()).equals(Optional.of(member)));
  }

  private static boolean haveSameSeats(Rows now, Rows before) {
    return seats(now.read()).equals(seats(before.read()))
        && seats(now.other()).equals(seats(before.other()));
  }

  private static List<Seat> seats(List<Member> row) {
    return row.stream().map(Member::seat).toList();
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
    if (reply instanceof PeerReply.Outdated outdated) {
      return Future.failedFuture(ReplicaRefusal.of(new OutdatedData(outdated.removalNumber())));
    }
    if (reply instanceof PeerReply.Stale) {
      return refused(Reason.CHAIN, "the chain moves on faster than the request");
    }
    return Future.failedFuture(
        new ReplicaRefusal(
            Reason.REFUSED, "an answer of another kind: " + reply.getClass().getSimpleName()));
  }
}
