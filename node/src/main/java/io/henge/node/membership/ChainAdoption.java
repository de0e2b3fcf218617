package io.henge.node.membership;

import io.henge.node.storage.BlobStore;
import io.henge.ring.ChainEntry;
import io.henge.ring.NodeId;
import io.vertx.core.Future;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves this node on to entries that have been chosen: first on disk, then in memory, and only
 * forward. An entry of another founding, of a generation that this node is not pledged to, or one
 * that contradicts the present one, is refused and logged as an error: two entries of one number
 * mean that a disk was lost and went on voting, or that a copy of one did.
 *
 * <p>Belongs to one event loop.
 */
public final class ChainAdoption {
  private static final Logger LOG = LoggerFactory.getLogger(ChainAdoption.class);

  private final NodeId self;
  private final Pledges pledges;
  private final ChainFiles files;
  private final CurrentChain chain;
  private final BlobStore store;
  private Future<?> writing = Future.succeededFuture();

  public ChainAdoption(
      NodeId self, Pledges pledges, ChainFiles files, CurrentChain chain, BlobStore store) {
    this.self = self;
    this.pledges = pledges;
    this.files = files;
    this.chain = chain;
    this.store = store;
  }

  /**
   * Completes when the entry, or a newer one, is durable here. Fails with {@link
   * ChainContradiction}, or when the disk does.
   */
  Future<Void> adopt(ChainEntry entry) {
    Future<Void> adopted = writing.transform(earlier -> adoptNow(entry));
    writing = adopted;
    return adopted;
  }

  private Future<Void> adoptNow(ChainEntry entry) {
    ChainEntry head = chain.entry().orElse(null);
    if (head == null) {
      return Future.failedFuture(new ChainContradiction("this node belongs to no cluster yet"));
    }
    if (entry.generation().number() > head.generation().number()) {
      return pledges.inTurn(() -> beginAnew(head, entry));
    }
    if (isContradiction(head, entry)) {
      return contradicted(head, entry);
    }
    if (entry.number() <= head.number()) {
      return Future.succeededFuture();
    }
    return enter(head, entry);
  }

  /** Those that remain, of whom this node may be one, go on without a majority. */
  private Future<Void> beginAnew(ChainEntry head, ChainEntry entry) {
    return entry.foundingDigest().equals(head.foundingDigest()) && pledges.admit(entry)
        ? enter(head, entry)
        : contradicted(head, entry);
  }

  private static Future<Void> contradicted(ChainEntry head, ChainEntry entry) {
    String message = "chain entries contradict each other: here " + head + ", there " + entry;
    LOG.error("{}", message);
    return Future.failedFuture(new ChainContradiction(message));
  }

  private Future<Void> enter(ChainEntry head, ChainEntry entry) {
    return enterRows(head, entry)
        .compose(entered -> files.writeChain(entry))
        .map(
            durable -> {
              chain.advance(entry);
              LOG.info("chain entry {} is in force: {}", entry.number(), entry.digest());
              return null;
            });
  }

  /** Before the entry is durable: a node that dies in between must not pass for filled. */
  private Future<Void> enterRows(ChainEntry head, ChainEntry entry) {
    SortedSet<Integer> entered = EnteredRows.of(self, head, entry);
    return entered.isEmpty()
        ? Future.succeededFuture()
        : store.unfill(entered, entry.layouts().partitions().count());
  }

  private static boolean isContradiction(ChainEntry head, ChainEntry entry) {
    boolean isAnotherChain =
        !entry.foundingDigest().equals(head.foundingDigest()) || !entry.isOfGeneration(head);
    boolean isAnotherEntry =
        entry.number() == head.number() && !entry.digest().equals(head.digest());
    boolean isAnothersChild =
        entry.number() == head.number() + 1 && !entry.parentDigest().equals(head.digest());
    return isAnotherChain || isAnotherEntry || isAnothersChild;
  }
}
