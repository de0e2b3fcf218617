package io.henge.node.replica;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.ChainNews;
import io.henge.node.membership.ChainStanding;
import io.henge.node.membership.CurrentChain;
import io.henge.node.membership.Identity;
import io.henge.node.message.PeerCodec;
import io.henge.node.message.PeerCodec.Enveloped;
import io.henge.node.message.PeerHandler;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.message.Snapshot;
import io.henge.ring.ChainEntry;
import io.henge.ring.ChainPosition;
import io.henge.ring.KeyHash;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Partitions;
import io.henge.ring.codec.CodecException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the peers' messages: decodes, checks the sender's place in the chain (rule C5), lets the
 * copy on the right event loop do it, and encodes what came of it.
 */
public final class PeerService implements PeerHandler {
  /** What the partitions of one event loop have to say. */
  public interface Holdings {
    /** The copies. */
    Replicas replicas();

    /** The reply to a request about a whole partition. */
    Future<PeerReply> answer(Member from, PeerRequest.OfPartition request);
  }

  /** Runs a step on one of the event loops, with what belongs to that loop. */
  public interface Copies {
    /** On the one that a partition belongs to. */
    <T> Future<T> on(int partition, Function<Holdings, Future<T>> step);

    /** On any of them, for what touches no partition's state. */
    <T> Future<T> anywhere(Function<Holdings, Future<T>> step);
  }

  /** Answers what concerns the founding and the chain. */
  public interface Desks {
    /** The reply to an introduction, a promise, or the news of the founding. */
    Future<PeerReply> founding(PeerRequest.OfFounding request);

    /** The reply to a message about the chain of a peer that stands there in it. */
    Future<PeerReply> chain(
        NodeId from, Optional<ChainPosition> theirs, PeerRequest.OfChain request);
  }

  private static final Logger LOG = LoggerFactory.getLogger(PeerService.class);

  private final Identity self;
  private final CurrentChain chain;
  private final ChainNews news;
  private final Copies copies;
  private final Desks desks;

  /** The contradicting position that was logged last: its owner asks again and again. */
  private volatile Optional<ChainPosition> told = Optional.empty();

  public PeerService(
      Identity self, CurrentChain chain, ChainNews news, Copies copies, Desks desks) {
    this.self = self;
    this.chain = chain;
    this.news = news;
    this.copies = copies;
    this.desks = desks;
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
    Optional<ChainPosition> theirs = enveloped.envelope().chain();
    if (enveloped.request() instanceof PeerRequest.OfFounding ofFounding) {
      return desks.founding(ofFounding);
    }
    if (enveloped.request() instanceof PeerRequest.Chosen chosen && chain.entry().isEmpty()) {
      // Whoever has no chain yet may be let into one by this.
      return desks.founding(new PeerRequest.Founded(chosen.entryJson()));
    }
    if (enveloped.request() instanceof PeerRequest.OfChain ofChain) {
      return desks.chain(from, theirs, ofChain);
    }
    Received received =
        new Received(
            from,
            theirs,
            enveloped.envelope().removalNumber(),
            (PeerRequest.Fenced) enveloped.request());
    if (standing(theirs) != ChainStanding.BEHIND) {
      return fenced(received);
    }
    return catchUpWith(from)
        // A fetch that was under way may have been answered before the sender moved on.
        .compose(
            level ->
                standing(theirs) == ChainStanding.BEHIND
                    ? catchUpWith(from)
                    : Future.succeededFuture())
        .compose(level -> fenced(received));
  }

  /**
   * A request about data.
   *
   * @param theirs where its sender stands in the chain
   * @param removalNumber when the data that it brings was read (rule T2)
   */
  private record Received(
      NodeId from,
      Optional<ChainPosition> theirs,
      long removalNumber,
      PeerRequest.Fenced request) {}

  /**
   * A node that is behind fetches before it answers (rule C5); if it cannot, it does not answer.
   */
  private Future<Void> catchUpWith(NodeId from) {
    return chain
        .entry()
        .flatMap(entry -> entry.layouts().memberOf(from))
        .map(sender -> news.fetch(sender).recover(PeerService::notFetched))
        .orElseGet(Future::succeededFuture);
  }

  private static Future<Void> notFetched(Throwable cause) {
    return Future.failedFuture(
        new ReplicaRefusal(
            Reason.CHAIN, "the sender's chain entry did not come: " + cause.getMessage()));
  }

  /** A node that is ahead does nothing, and answers with its newest entry (rule C5). */
  private Future<PeerReply> fenced(Received received) {
    // Looked at once: what is served is served under the very entry that the sender named.
    Optional<ChainEntry> newest = chain.entry();
    ChainStanding standing = ChainStanding.of(newest.map(ChainEntry::position), received.theirs());
    if (standing == ChainStanding.AHEAD) {
      return Future.succeededFuture(new PeerReply.Stale(newest.orElseThrow().toJson()));
    }
    if (standing != ChainStanding.TOGETHER) {
      return Future.failedFuture(apart(received.from(), standing, received.theirs()));
    }
    return served(newest.orElseThrow(), received);
  }

  private ChainStanding standing(Optional<ChainPosition> theirs) {
    return ChainStanding.of(chain.entry().map(ChainEntry::position), theirs);
  }

  private Future<PeerReply> served(ChainEntry newest, Received received) {
    if (!newest.names(self.node(), self.incarnation())) {
      return Future.failedFuture(
          new ReplicaRefusal(Reason.CHAIN, "this data directory is no member's any more"));
    }
    Layouts layouts = newest.layouts();
    Optional<Member> sender = layouts.memberOf(received.from());
    if (sender.isEmpty()) {
      return Future.failedFuture(
          new ReplicaRefusal(Reason.CHAIN, "the node " + received.from() + " is not a member"));
    }
    if (received.request() instanceof PeerRequest.AskKeys ask) {
      return keys(layouts, ask);
    }
    PeerRequest.InPartition request = (PeerRequest.InPartition) received.request();
    if (request.partition() >= layouts.partitions().count()
        || isElsewhere(request, layouts.partitions())) {
      return Future.failedFuture(
          new ReplicaRefusal(
              Reason.REFUSED, "there is no such key in partition " + request.partition()));
    }
    return copies
        .on(request.partition(), here -> execute(sender.get(), received, here))
        .map(reply -> stillFenced(layouts, request, reply));
  }

  /** Keys as of these layouts; where others are in force since, the sender has to learn of them. */
  private Future<PeerReply> keys(Layouts layouts, PeerRequest.AskKeys ask) {
    return copies
        .anywhere(
            here ->
                here.replicas().local().keys(layouts, ask.range()).map(reply -> (PeerReply) reply))
        .recover(
            cause -> {
              ChainEntry now = chain.entry().orElseThrow();
              return now.layouts().equals(layouts)
                  ? Future.failedFuture(cause)
                  : Future.succeededFuture(new PeerReply.Stale(now.toJson()));
            });
  }

  /**
   * What was let in before the rows changed may have been done after somebody has compared what is
   * here under the new ones; so it is no ack under the old ones any more (rule C4).
   */
  private PeerReply stillFenced(Layouts then, PeerRequest.InPartition request, PeerReply reply) {
    boolean isWrite = request instanceof PeerRequest.Commit || request instanceof PeerRequest.Offer;
    ChainEntry now = chain.entry().orElseThrow();
    return isWrite && !now.layouts().equals(then) ? new PeerReply.Stale(now.toJson()) : reply;
  }

  private static boolean isElsewhere(PeerRequest.InPartition request, Partitions partitions) {
    return request instanceof PeerRequest.Keyed keyed
        && keyed.partition() != partitions.partitionOf(KeyHash.of(keyed.key().key()));
  }

  private Future<PeerReply> execute(Member from, Received received, Holdings here) {
    if (received.request() instanceof PeerRequest.OfPartition ofPartition) {
      return here.answer(from, ofPartition);
    }
    PeerRequest.Keyed request = (PeerRequest.Keyed) received.request();
    LocalReplica local = here.replicas().local();
    if (request instanceof PeerRequest.Head head) {
      return local.head(head.key(), head.withSmallBody()).map(reply -> reply);
    }
    if (request instanceof PeerRequest.SmallBody body) {
      return local.smallBody(body.key(), body.dot()).map(PeerReply.SmallBody::new);
    }
    long number = received.removalNumber();
    if (request instanceof PeerRequest.Commit commit) {
      Snapshot fragment = new Snapshot(commit.fragment(), number);
      return local.commit(commit.key(), fragment, commit.bytes()).map(PeerService::done);
    }
    PeerRequest.Offer offer = (PeerRequest.Offer) request;
    return local
        .take(
            offer.key(),
            new Snapshot(offer.object(), number),
            new MissingBytes.Holder(from, here.replicas().remote(from)))
        .map(PeerService::done);
  }

  private ReplicaRefusal apart(
      NodeId from, ChainStanding standing, Optional<ChainPosition> theirs) {
    boolean isContradiction = standing == ChainStanding.CONTRADICTION;
    String text =
        (isContradiction ? "chain entries contradict each other" : "chain entries differ")
            + ": here "
            + shown(chain.entry().map(ChainEntry::position))
            + ", there "
            + shown(theirs);
    if (isContradiction && !theirs.equals(told)) {
      told = theirs;
      LOG.error("a request of node {} is refused: {}", from, text);
    }
    return new ReplicaRefusal(Reason.CHAIN, text);
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
    if (cause instanceof OutdatedData outdated) {
      return new PeerReply.Outdated(outdated.removalNumber());
    }
    ReplicaRefusal refusal = ReplicaRefusal.of(cause);
    return new PeerReply.Refused(refusal.reason(), refusal.getMessage());
  }
}
