package io.henge.node.replica;

import io.henge.node.blob.KeyRange;
import io.henge.node.failure.ReplicaFailure.Reason;
import io.henge.node.membership.CurrentChain;
import io.henge.node.membership.Identity;
import io.henge.node.message.KeyObject;
import io.henge.node.message.PeerReply;
import io.henge.node.storage.BlobStore;
import io.henge.node.storage.IndexRecord;
import io.henge.node.storage.KeyPage;
import io.henge.node.storage.NamePage;
import io.henge.ring.ChainEntry;
import io.henge.ring.KeyHash;
import io.henge.ring.Layouts;
import io.vertx.core.Future;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The copies here in the order of their keys, of all partitions for which this node is read: what a
 * listing is merged from. Copies of other partitions are hints or left over, and prove nothing
 * (rule W3). Has no state of its own, so it may be asked on any event loop.
 */
final class OrderedCopies {
  private final Identity self;
  private final BlobStore store;
  private final Belief belief;
  private final CurrentChain chain;

  OrderedCopies(Identity self, BlobStore store, Belief belief, CurrentChain chain) {
    this.self = self;
    this.store = store;
    this.belief = belief;
    this.chain = chain;
  }

  /**
   * Lists by the rows of these layouts. Fails unless they are in force until all is read: the reply
   * counts for those rows, and under the next ones copies here go stale, or go.
   */
  Future<PeerReply.Keys> list(Layouts layouts, KeyRange range) {
    Optional<ChainEntry> entry =
        chain.entry().filter(newest -> newest.names(self.node(), self.incarnation()));
    if (entry.isEmpty()) {
      return Future.failedFuture(
          new ReplicaRefusal(Reason.CHAIN, "this data directory is no member's"));
    }
    if (!isInForce(layouts)) {
      return Future.failedFuture(changed());
    }
    int count = layouts.partitions().count();
    // Taken before the copies are read: what is filled meanwhile does not count yet.
    Map<Integer, Predicate<IndexRecord>> unfilled = unfilled(layouts);
    return store
        .names(range, partition -> partition < count && isRead(layouts, partition))
        .compose(
            page ->
                isInForce(layouts)
                    ? Future.succeededFuture(reply(layouts, unfilled, page))
                    : Future.failedFuture(changed()))
        .recover(cause -> Future.failedFuture(ReplicaRefusal.of(cause)));
  }

  private boolean isInForce(Layouts layouts) {
    return chain.entry().map(ChainEntry::layouts).equals(Optional.of(layouts));
  }

  private static ReplicaRefusal changed() {
    return new ReplicaRefusal(Reason.CHAIN, "the ring has changed under a listing");
  }

  private boolean isRead(Layouts layouts, int partition) {
    return layouts.rows(partition).isRead(self.node());
  }

  /** The partitions that are not filled, and which records of each are believed. */
  private Map<Integer, Predicate<IndexRecord>> unfilled(Layouts layouts) {
    Map<Integer, Predicate<IndexRecord>> unfilled = new HashMap<>();
    if (store.isUnfilled()) {
      for (int partition = 0; partition < layouts.partitions().count(); partition++) {
        if (!belief.isWhole(partition) && isRead(layouts, partition)) {
          unfilled.put(partition, belief.asOfNow(partition));
        }
      }
    }
    return unfilled;
  }

  private static PeerReply.Keys reply(
      Layouts layouts, Map<Integer, Predicate<IndexRecord>> unfilled, NamePage page) {
    List<KeyObject> keys =
        page.entries().stream()
            .filter(entry -> isBelieved(layouts, unfilled, entry))
            .map(entry -> new KeyObject(entry.key(), entry.record().object()))
            .filter(known -> !known.object().isEmpty())
            .toList();
    BitSet silent = new BitSet();
    unfilled.keySet().forEach(silent::set);
    // There is a copy, and nobody knows of what: as good as one that was lost.
    page.unreadable().forEach(silent::set);
    return new PeerReply.Keys(silent, keys, page.gaps(), page.end());
  }

  private static boolean isBelieved(
      Layouts layouts, Map<Integer, Predicate<IndexRecord>> unfilled, KeyPage.Entry entry) {
    if (unfilled.isEmpty()) {
      return true;
    }
    int partition = layouts.partitions().partitionOf(KeyHash.of(entry.key()));
    return !unfilled.containsKey(partition) || unfilled.get(partition).test(entry.record());
  }
}
