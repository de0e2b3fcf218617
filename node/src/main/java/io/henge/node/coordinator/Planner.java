package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.BlobFailure;
import io.henge.node.membership.CurrentChain;
import io.henge.node.port.Liveness;
import io.henge.ring.ChainEntry;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Finds out who is concerned with a request, from the chain and from who can be reached. */
public final class Planner {
  private final NodeId self;
  private final CurrentChain chain;
  private final Liveness liveness;

  public Planner(NodeId self, CurrentChain chain, Liveness liveness) {
    this.self = self;
    this.chain = chain;
    this.liveness = liveness;
  }

  /** The chain that plans are made by. */
  CurrentChain chain() {
    return chain;
  }

  /** What the newest chain entry says of a key's bucket. */
  ConflictPolicy conflictPolicy(PartitionedKey key) {
    return newest().policyOf(key.key().bucket()).conflict();
  }

  private ChainEntry newest() {
    return chain
        .entry()
        .orElseThrow(() -> BlobFailure.of(ErrorCode.UNAVAILABLE, "the cluster is not founded yet"));
  }

  /**
   * The plan for a key that this node owns.
   *
   * @throws BlobFailure when there is no cluster yet, or this node is no owner
   */
  Plan plan(PartitionedKey key) {
    ChainEntry entry = newest();
    Member me = null;
    List<Member> near = new ArrayList<>();
    List<Member> far = new ArrayList<>();
    for (Seat seat : entry.layout().rowOf(key.partition())) {
      Member member = entry.layout().member(seat);
      if (member.node().equals(self)) {
        me = member;
      } else {
        (liveness.suspected(member.node()) ? far : near).add(member);
      }
    }
    if (me == null) {
      throw BlobFailure.of(ErrorCode.UNAVAILABLE, "this node is no owner of the key");
    }
    int suspected = far.size();
    near.addAll(far);
    return new Plan(key, entry, me, near, suspected);
  }
}
