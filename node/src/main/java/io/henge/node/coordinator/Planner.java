package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.BlobFailure;
import io.henge.node.membership.CurrentChain;
import io.henge.node.port.Liveness;
import io.henge.ring.ChainEntry;
import io.henge.ring.ConflictPolicy;
import io.henge.ring.Layout;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** Whether the newest chain entry names the member as it is. */
  boolean isMember(Member member) {
    return chain.entry().map(entry -> entry.layout().members().contains(member)).orElse(false);
  }

  /** What the newest chain entry says of a key's bucket. */
  ConflictPolicy conflictPolicy(PartitionedKey key) {
    return newest().policyOf(key.key().bucket()).conflict();
  }

  /** Whether this node owns the key, as far as it knows. */
  boolean owns(PartitionedKey key) {
    return newest().layout().isOwner(self, key.partition());
  }

  private ChainEntry newest() {
    return chain
        .entry()
        .orElseThrow(() -> BlobFailure.of(ErrorCode.UNAVAILABLE, "the cluster is not founded yet"));
  }

  /**
   * The plan for a key that this node owns or, if no owner can be reached, stands in for (rule W3).
   *
   * @throws BlobFailure when there is no cluster yet, or this node is neither
   */
  Plan plan(PartitionedKey key) {
    ChainEntry entry = newest();
    Layout layout = entry.layout();
    Order owners = bestFirst(layout.owners(key.partition()));
    Order standIns = bestFirst(layout.standIns(key.partition()));
    Member me =
        owners
            .self()
            .or(standIns::self)
            .orElseThrow(
                () ->
                    BlobFailure.of(
                        ErrorCode.UNAVAILABLE,
                        "this node is no owner of the key and stands in for none"));
    return new Plan(
        key,
        entry,
        me,
        owners.self().isPresent(),
        owners.others(),
        owners.suspected(),
        standIns.others());
  }

  /**
   * Members in the order in which they are asked.
   *
   * @param self this node, if it is one of them
   * @param suspected how many of the last others probably cannot be reached
   */
  private record Order(Optional<Member> self, List<Member> others, int suspected) {}

  private Order bestFirst(List<Member> members) {
    Optional<Member> me = Optional.empty();
    List<Member> near = new ArrayList<>();
    List<Member> far = new ArrayList<>();
    for (Member member : members) {
      if (member.node().equals(self)) {
        me = Optional.of(member);
      } else {
        (liveness.suspected(member.node()) ? far : near).add(member);
      }
    }
    int suspected = far.size();
    near.addAll(far);
    return new Order(me, near, suspected);
  }
}
