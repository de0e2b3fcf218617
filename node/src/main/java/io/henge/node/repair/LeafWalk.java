package io.henge.node.repair;

import io.henge.node.message.KeyDigest;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.replica.LocalReplica;
import io.henge.ring.BlobKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the keys of some leaves of a hash tree in the copies of this node. Records lie in the order
 * of their keys, leaves are by their hashes, so it walks over the partition and leaves out what
 * lies in other leaves.
 */
final class LeafWalk {
  private static final int PAGE = 1_000;

  /** After so many pages it answers with what it has, so that an answer is a matter of moments. */
  private static final int PAGES_MAX = 16;

  private final LocalReplica local;
  private final TreeShape shape;

  LeafWalk(LocalReplica local, TreeShape shape) {
    this.local = local;
    this.shape = shape;
  }

  /**
   * The digests of the first keys after one that are in these leaves, at most {@value
   * PeerRequest#DIGESTS_MAX}; there may be none of them and yet more to come.
   */
  Future<PeerReply.Digests> page(int partition, Set<Integer> leaves, Optional<BlobKey> after) {
    return walk(new Walk(partition, leaves, new ArrayList<>()), after, 1);
  }

  private record Walk(int partition, Set<Integer> leaves, List<KeyDigest> found) {}

  private Future<PeerReply.Digests> walk(Walk walk, Optional<BlobKey> after, int number) {
    int room = Math.min(PAGE, PeerRequest.DIGESTS_MAX - walk.found().size());
    return local
        .page(walk.partition(), after, room)
        .compose(
            page -> {
              page.entries().stream()
                  .filter(entry -> walk.leaves().contains(shape.leafOf(entry.key())))
                  .map(entry -> new KeyDigest(entry.key(), entry.object().digest()))
                  .forEach(walk.found()::add);
              boolean isEnough =
                  page.last().isEmpty()
                      || number == PAGES_MAX
                      || walk.found().size() == PeerRequest.DIGESTS_MAX;
              return isEnough
                  ? Future.succeededFuture(new PeerReply.Digests(walk.found(), page.last()))
                  : walk(walk, page.last(), number + 1);
            });
  }

  /** The tree of what counts at this moment, or about then; writes go on. */
  Future<HashTree> tree(int partition) {
    return grow(new HashTree(shape), partition, Optional.empty());
  }

  private Future<HashTree> grow(HashTree tree, int partition, Optional<BlobKey> after) {
    return local
        .page(partition, after, PAGE)
        .compose(
            page -> {
              page.entries().forEach(entry -> tree.add(entry.key(), entry.object()));
              return page.last().isEmpty()
                  ? Future.succeededFuture(tree)
                  : grow(tree, partition, page.last());
            });
  }
}
