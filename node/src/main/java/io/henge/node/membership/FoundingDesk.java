package io.henge.node.membership;

import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerReply.Introduction;
import io.henge.node.message.PeerRequest;
import io.henge.node.storage.BlobStore;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's part in the founding (rule C3): it says who it is, promises itself durably to at most
 * one founding entry in the life of its data directory, and adopts that entry and no other. A
 * directory that is promised to none may follow the chain of a cluster that exists, and become a
 * member when an entry of it names it (rule C6); {@link NewcomerDesk} has the rules of that.
 *
 * <p>Belongs to one event loop.
 */
public final class FoundingDesk {
  private static final Logger LOG = LoggerFactory.getLogger(FoundingDesk.class);

  private final Identity self;
  private final FoundingPlan plan;
  private final ChainFiles files;
  private final CurrentChain chain;
  private final BlobStore store;
  private final NewcomerDesk newcomer;
  private final Promise<ChainEntry> founded = Promise.promise();
  private Optional<ChainEntry> promised = Optional.empty();
  private Future<?> writing = Future.succeededFuture();

  public FoundingDesk(
      Identity self, FoundingPlan plan, ChainFiles files, CurrentChain chain, BlobStore store) {
    this.self = self;
    this.plan = plan;
    this.files = files;
    this.chain = chain;
    this.store = store;
    this.newcomer = new NewcomerDesk(self, files, store);
  }

  /**
   * Reads what this directory has promised or adopted before. Fails when it has a chain that does
   * not name it. Must be complete before the first message is answered.
   */
  public Future<Void> open() {
    return files.chain().compose(stored -> stored.map(this::resume).orElseGet(this::recallPromise));
  }

  /** Answers a founding message of a peer. */
  public Future<PeerReply> answer(PeerRequest.OfFounding request) {
    if (request instanceof PeerRequest.Introduce) {
      return Future.succeededFuture(introduction());
    }
    if (request instanceof PeerRequest.Promise promise) {
      return inTurn(() -> promise(ChainEntry.parse(promise.entryJson())));
    }
    if (request instanceof PeerRequest.Follow follow) {
      return inTurn(() -> follow(ChainEntry.parse(follow.entryJson())));
    }
    PeerRequest.Founded news = (PeerRequest.Founded) request;
    return inTurn(() -> adopt(ChainEntry.parse(news.entryJson())));
  }

  /** Completes when this node has the first entry on disk; fails when it never will. */
  Future<ChainEntry> founded() {
    return founded.future();
  }

  /** Gives up: this directory cannot belong to the cluster. */
  void giveUp(Throwable why) {
    founded.tryFail(why);
  }

  /** The entry that this node is promised to. */
  Optional<ChainEntry> promised() {
    return promised;
  }

  /** The newest entry of the chain that this directory follows; empty when it follows none. */
  Optional<ChainEntry> followed() {
    return newcomer.followed();
  }

  /** Who this node is, and how far it has come. */
  Introduction introduction() {
    return new Introduction(
        self.node(),
        self.incarnation(),
        plan.peer(),
        plan.client(),
        plan.zone(),
        plan.weight(),
        promised.map(ChainEntry::toJson),
        chain.entry().map(ChainEntry::toJson));
  }

  private Future<Void> resume(ChainEntry entry) {
    Optional<String> stranger = whyNotNamed(entry);
    if (stranger.isPresent()) {
      return Future.failedFuture(new IllegalStateException(stranger.get()));
    }
    chain.advance(entry);
    founded.tryComplete(entry);
    return Future.succeededFuture();
  }

  private Future<Void> recallPromise() {
    return files
        .promise()
        .compose(
            stored -> {
              promised = stored;
              return newcomer.open();
            });
  }

  private Future<PeerReply> promise(ChainEntry entry) {
    Optional<String> objection = objection(entry);
    if (objection.isPresent()) {
      return refused(objection.get());
    }
    if (promised.isPresent()) {
      return done();
    }
    return files
        .writePromise(entry)
        .compose(
            durable -> {
              promised = Optional.of(entry);
              return done();
            });
  }

  private Optional<String> objection(ChainEntry entry) {
    if (chain.entry().isPresent()) {
      return isFoundedBy(entry)
          ? Optional.empty()
          : Optional.of("it belongs to the cluster " + chain.entry().get().foundingDigest());
    }
    if (promised.isPresent() && !promised.get().digest().equals(entry.digest())) {
      return Optional.of("it is promised to another founding, " + promised.get().digest());
    }
    if (newcomer.followed().isPresent()) {
      return Optional.of(
          "it waits to be let into the cluster " + newcomer.followed().get().foundingDigest());
    }
    if (entry.number() != 1) {
      return Optional.of("a founding entry has the number 1");
    }
    List<Address> listed = entry.layout().members().stream().map(Member::peer).toList();
    if (!listed.equals(plan.founders())) {
      return Optional.of("its own founding list is another one: " + plan.founders());
    }
    if (entry.layout().partitions().count() != plan.partitions()
        || entry.layout().replicas() != plan.replicas()) {
      return Optional.of("it is configured to other numbers of partitions or replicas");
    }
    if (promised.isEmpty() && !store.isUnfilled()) {
      return Optional.of("its directory is not empty: it belonged to a cluster");
    }
    return whyNotNamed(entry);
  }

  private Future<PeerReply> adopt(ChainEntry entry) {
    if (chain.entry().isPresent()) {
      return isFoundedBy(entry)
          ? done()
          : refused("it belongs to the cluster " + chain.entry().get().foundingDigest());
    }
    // Whoever missed the news may meet a chain that has gone on since its founding.
    if (promised.isEmpty() || !promised.get().digest().equals(entry.foundingDigest())) {
      return enter(entry);
    }
    return store
        .markFilled()
        .compose(marked -> files.writeChain(entry))
        .compose(
            durable -> {
              LOG.info(
                  "the cluster {} is founded: {} members, {} partitions, {} replicas",
                  entry.foundingDigest(),
                  entry.layout().members().size(),
                  entry.layout().partitions().count(),
                  entry.layout().replicas());
              return member(entry);
            });
  }

  private Future<PeerReply> follow(ChainEntry entry) {
    if (chain.entry().isPresent()) {
      return refused("it belongs to the cluster " + chain.entry().get().foundingDigest());
    }
    if (promised.isPresent()) {
      return refused("it is promised to a founding, " + promised.get().digest());
    }
    Optional<String> objection = newcomer.objectionToFollowing(entry);
    return objection.isPresent()
        ? refused(objection.get())
        : newcomer.follow(entry).map(durable -> introduction());
  }

  private Future<PeerReply> enter(ChainEntry entry) {
    Optional<String> objection = newcomer.objectionToEntering(entry);
    return objection.isPresent()
        ? refused(objection.get())
        : newcomer
            .enter(entry)
            .compose(
                durable -> {
                  LOG.info("chain entry {} lets this node in", entry.number());
                  return member(entry);
                });
  }

  /** The entry is durable: from here on this node is a member. */
  private Future<PeerReply> member(ChainEntry entry) {
    chain.advance(entry);
    founded.tryComplete(entry);
    return done();
  }

  private boolean isFoundedBy(ChainEntry entry) {
    return chain
        .entry()
        .filter(head -> head.foundingDigest().equals(entry.foundingDigest()))
        .isPresent();
  }

  /**
   * Whether this directory may yet be named by the chain of an entry that does not: it is promised
   * to no founding, and was never a member.
   */
  boolean mayBeNamedAfter(ChainEntry entry) {
    return promised.isEmpty() && !entry.isRetired(self.node(), self.incarnation());
  }

  /** Why a chain entry does not concern this directory; empty when it names it. */
  Optional<String> whyNotNamed(ChainEntry entry) {
    return entry.names(self.node(), self.incarnation())
        ? Optional.empty()
        : Optional.of(
            "this data directory (node "
                + self.node()
                + ", incarnation "
                + self.incarnation()
                + ") is not a member of the cluster "
                + entry.foundingDigest());
  }

  /**
   * Promises and adoptions of one node, one after the other: each reads what the last one wrote.
   */
  private <T> Future<T> inTurn(Supplier<Future<T>> step) {
    Future<T> result = writing.transform(earlier -> step.get());
    writing = result;
    return result;
  }

  private static Future<PeerReply> done() {
    return Future.succeededFuture(new PeerReply.Done());
  }

  private static Future<PeerReply> refused(String text) {
    return Future.succeededFuture(new PeerReply.Refused(Reason.REFUSED, text));
  }
}
