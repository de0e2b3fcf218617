package io.henge.node.repair;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.message.KeyDigest;
import io.henge.node.message.PeerReply;
import io.henge.node.message.PeerRequest;
import io.henge.node.replica.LocalReplica;
import io.henge.node.replica.RemoteReplica;
import io.henge.ring.BlobKey;
import io.henge.ring.version.ObjectDigest;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the keys of a partition of which this node and another member hold different things. First
 * the hashes of both trees are compared, of all branches and then of the leaves of those branches
 * that differ; then the digests of the keys in the leaves that differ, some at a time in the order
 * of the keys. What is written meanwhile may be found to differ or not.
 *
 * <p>The other one must be filled; if it is not, it refuses.
 */
public final class Comparison {
  /** How long to wait for the other one, which may have to build its tree first. */
  public static final long ASK_MILLIS = 10_000;

  private final int partition;
  private final LeafWalk walk;
  private final RemoteReplica there;
  private Set<Integer> leaves = Set.of();
  private Optional<BlobKey> cursor = Optional.empty();
  private boolean isOver;

  /**
   * Nothing is compared yet.
   *
   * @param local the copies of this node
   * @param there those of the other one
   */
  public Comparison(int partition, LocalReplica local, TreeShape shape, RemoteReplica there) {
    this.partition = partition;
    this.walk = new LeafWalk(local, shape);
    this.there = there;
  }

  /**
   * Compares the trees, of what counts here at this moment or about then; completes with whether
   * they are equal.
   */
  public Future<Boolean> begin() {
    return walk.tree(partition).compose(this::begin);
  }

  /** The same with a tree that is there already. */
  Future<Boolean> begin(HashTree own) {
    return hashes(List.of())
        .compose(
            branches -> {
              List<Integer> differing = differing(own.branches(), branches);
              return differing.isEmpty()
                  ? Future.succeededFuture(List.<Integer>of())
                  : leaves(own, differing);
            })
        .map(
            found -> {
              leaves = Set.copyOf(found);
              isOver = leaves.isEmpty();
              return isOver;
            });
  }

  private Future<List<Integer>> leaves(HashTree own, List<Integer> branches) {
    return hashes(branches)
        .map(
            hashes -> {
              List<Integer> numbers = own.leafNumbers(branches);
              return differing(own.leaves(branches), hashes).stream().map(numbers::get).toList();
            });
  }

  private Future<List<Long>> hashes(List<Integer> branches) {
    return there
        .ask(new PeerRequest.AskHashes(partition, branches), PeerReply.Hashes.class, ASK_MILLIS)
        .map(PeerReply.Hashes::hashes);
  }

  /** Where two lists differ; trees of different shapes differ everywhere. */
  private static List<Integer> differing(List<Long> here, List<Long> there) {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < here.size(); i++) {
      if (here.size() != there.size() || !here.get(i).equals(there.get(i))) {
        positions.add(i);
      }
    }
    return positions;
  }

  /** Whether all was compared. */
  public boolean isOver() {
    return isOver;
  }

  /** Compares the next digests; completes with the keys that differ, none or some. */
  public Future<List<PartitionedKey>> next() {
    Future<PeerReply.Digests> theirs =
        there.ask(
            new PeerRequest.AskLeaves(partition, List.copyOf(leaves), cursor),
            PeerReply.Digests.class,
            ASK_MILLIS);
    return walk.page(partition, leaves, cursor)
        .compose(here -> theirs.map(other -> differing(here, other)));
  }

  private List<PartitionedKey> differing(PeerReply.Digests here, PeerReply.Digests other) {
    Optional<BlobKey> until = earlier(here.last(), other.last());
    Map<BlobKey, ObjectDigest> mine = within(here, until);
    Map<BlobKey, ObjectDigest> theirs = within(other, until);
    Set<BlobKey> keys = new HashSet<>(mine.keySet());
    keys.addAll(theirs.keySet());
    keys.removeIf(key -> mine.containsKey(key) && mine.get(key).equals(theirs.get(key)));
    cursor = until;
    isOver = until.isEmpty();
    return keys.stream().sorted().map(key -> new PartitionedKey(partition, key)).toList();
  }

  /** The end of the shorter page: beyond it one side has not been seen. */
  private static Optional<BlobKey> earlier(Optional<BlobKey> one, Optional<BlobKey> two) {
    boolean isTwo = one.isEmpty() || (two.isPresent() && two.get().compareTo(one.get()) < 0);
    return isTwo ? two : one;
  }

  private static Map<BlobKey, ObjectDigest> within(
      PeerReply.Digests page, Optional<BlobKey> until) {
    Map<BlobKey, ObjectDigest> digests = new HashMap<>();
    for (KeyDigest one : page.digests()) {
      if (until.map(last -> one.key().compareTo(last) <= 0).orElse(true)) {
        digests.put(one.key(), one.digest());
      }
    }
    return digests;
  }
}
