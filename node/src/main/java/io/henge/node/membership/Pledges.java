package io.henge.node.membership;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.ring.ChainEntry;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * To which entry this node is pledged, by which those that remain go on without a majority that is
 * gone for good (rule C6). No vote can choose that entry. So, as in the founding, all of them
 * pledge themselves to it durably before it is in force at any of them.
 *
 * <p>A later pledge takes the place of an earlier one: somebody else may be lost before all have
 * pledged. That is safe since a node goes on only by the entry that it is pledged to, and by those
 * that follow it.
 *
 * <p>Belongs to one event loop.
 */
public final class Pledges {
  private final Identity self;
  private final ChainFiles files;
  private final CurrentChain chain;
  private Optional<ChainEntry> last = Optional.empty();
  private Future<?> writing = Future.succeededFuture();

  public Pledges(Identity self, ChainFiles files, CurrentChain chain) {
    this.self = self;
    this.files = files;
    this.chain = chain;
  }

  /** Reads what was pledged before. */
  public Future<Void> open() {
    return files
        .pledge()
        .map(
            stored -> {
              last = stored;
              return null;
            });
  }

  /** Answers a request for a pledge. */
  Future<PeerReply> answer(PeerRequest.Pledge request) {
    ChainEntry entry = ChainEntry.parse(request.entryJson());
    return inTurn(() -> pledge(entry));
  }

  private Future<PeerReply> pledge(ChainEntry entry) {
    Optional<String> objection = objection(entry);
    if (objection.isPresent()) {
      return Future.succeededFuture(new PeerReply.Refused(Reason.REFUSED, objection.get()));
    }
    if (last.filter(entry::equals).isPresent()) {
      return Future.succeededFuture(new PeerReply.Done());
    }
    return files
        .writePledge(entry)
        .map(
            durable -> {
              last = Optional.of(entry);
              return new PeerReply.Done();
            });
  }

  private Optional<String> objection(ChainEntry entry) {
    Optional<ChainEntry> head = chain.entry();
    if (head.isEmpty()) {
      return Optional.of("it belongs to no cluster yet");
    }
    if (!entry.names(self.node(), self.incarnation())) {
      return Optional.of("the entry gives it up for lost");
    }
    return head.get().isContinuedBy(entry)
        ? Optional.empty()
        : Optional.of(
            "the entry does not follow from its own newest one, "
                + head.get().number()
                + " of generation "
                + head.get().generation().number());
  }

  /**
   * Whether this node goes on with an entry of a new generation: it is pledged to its beginning.
   */
  boolean admit(ChainEntry entry) {
    return entry.names(self.node(), self.incarnation())
        && last.filter(pledge -> pledge.isOfGeneration(entry)).isPresent();
  }

  /**
   * One pledge after the other, and none while the node goes on by an earlier one: each reads what
   * the last one wrote.
   */
  <T> Future<T> inTurn(Supplier<Future<T>> step) {
    Future<T> result = writing.transform(earlier -> step.get());
    writing = result;
    return result;
  }
}
