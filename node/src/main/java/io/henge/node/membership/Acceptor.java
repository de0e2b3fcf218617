package io.henge.node.membership;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.Ballot;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerReply.Accepted;
import io.henge.node.message.PeerRequest;
import io.henge.ring.ChainEntry;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One voter of the vote on the next chain entry (rule C1): the acceptor of Paxos ("Paxos Made
 * Simple", Lamport 2001). It promises itself to ever higher ballots, and accepts an entry in a
 * ballot unless it is promised to a higher one.
 *
 * <p>Both are durable before the answer leaves. It votes on the entry after its own newest one and
 * on no other, accepts only what it would have proposed itself, and only while the chain names the
 * data directory it runs on (rule C2).
 *
 * <p>Belongs to one event loop.
 */
public final class Acceptor {
  private final Identity self;
  private final ChainFiles files;
  private final CurrentChain chain;
  private Vote last = Vote.none(0);
  private Future<?> writing = Future.succeededFuture();

  public Acceptor(Identity self, ChainFiles files, CurrentChain chain) {
    this.self = self;
    this.files = files;
    this.chain = chain;
  }

  /**
   * Reads what was promised and accepted before; the chain must have been read already. Fails when
   * the chain on disk is older than the vote: a voter with amnesia would let two entries share a
   * number.
   */
  public Future<Void> open() {
    return files.vote().compose(stored -> resume(stored.orElse(Vote.none(0))));
  }

  private Future<Void> resume(Vote stored) {
    long head = chain.entry().map(ChainEntry::number).orElse(0L);
    if (stored.number() > head + 1) {
      return Future.failedFuture(
          new IllegalStateException(
              "this directory has voted on chain entry "
                  + stored.number()
                  + ", but its chain ends with "
                  + head
                  + ": '"
                  + ChainFiles.CHAIN
                  + "' was lost or replaced by an older one"));
    }
    last = stored;
    return Future.succeededFuture();
  }

  /** The highest ballot promised on the entry of that number. */
  Ballot promised(long number) {
    return vote(number).promised();
  }

  /** Answers a request for a promise. */
  Future<PeerReply> answer(PeerRequest.Prepare request) {
    return inTurn(() -> about(request.number(), request.ballot(), head -> promise(request)));
  }

  /** Answers a request to accept an entry. */
  Future<PeerReply> answer(PeerRequest.Accept request) {
    ChainEntry entry = ChainEntry.parse(request.entryJson());
    return inTurn(
        () -> about(entry.number(), request.ballot(), head -> accept(request, head, entry)));
  }

  private Future<PeerReply> about(
      long number, Ballot ballot, Function<ChainEntry, Future<PeerReply>> vote) {
    Optional<ChainEntry> newest = chain.entry();
    if (newest.isEmpty()) {
      return refused(Reason.CHAIN, "it belongs to no cluster yet");
    }
    ChainEntry head = newest.get();
    if (number <= head.number()) {
      return Future.succeededFuture(new PeerReply.Stale(head.toJson()));
    }
    if (number > head.number() + 1) {
      return refused(Reason.CHAIN, "its chain ends with entry " + head.number());
    }
    if (!Succession.isVoter(head, self)) {
      return refused(Reason.CHAIN, "its data directory has no vote");
    }
    if (head.layout().memberOf(ballot.node()).isEmpty()) {
      return refused(Reason.CHAIN, "node " + ballot.node() + " has no vote");
    }
    return vote.apply(head);
  }

  private Future<PeerReply> promise(PeerRequest.Prepare request) {
    Vote vote = vote(request.number());
    int order = request.ballot().compareTo(vote.promised());
    if (order < 0) {
      return Future.succeededFuture(new PeerReply.Outbid(vote.promised()));
    }
    PeerReply promised = new PeerReply.Promised(vote.accepted());
    return order == 0
        ? Future.succeededFuture(promised)
        : keep(new Vote(vote.number(), request.ballot(), vote.accepted())).map(promised);
  }

  private Future<PeerReply> accept(PeerRequest.Accept request, ChainEntry head, ChainEntry entry) {
    Optional<String> objection = Succession.objection(head, entry);
    if (objection.isPresent()) {
      return refused(Reason.REFUSED, objection.get());
    }
    Vote vote = vote(entry.number());
    if (request.ballot().compareTo(vote.promised()) < 0) {
      return Future.succeededFuture(new PeerReply.Outbid(vote.promised()));
    }
    Accepted accepted = new Accepted(request.ballot(), entry.toJson());
    return keep(new Vote(vote.number(), request.ballot(), Optional.of(accepted)))
        .map(new PeerReply.Done());
  }

  private Vote vote(long number) {
    return last.number() == number ? last : Vote.none(number);
  }

  private Future<Void> keep(Vote vote) {
    return files
        .writeVote(vote)
        .map(
            durable -> {
              last = vote;
              return null;
            });
  }

  /** One vote after the other: each reads what the last one wrote. */
  private Future<PeerReply> inTurn(Supplier<Future<PeerReply>> step) {
    Future<PeerReply> result = writing.transform(earlier -> step.get());
    writing = result;
    return result;
  }

  private static Future<PeerReply> refused(Reason reason, String text) {
    return Future.succeededFuture(new PeerReply.Refused(reason, text));
  }
}
