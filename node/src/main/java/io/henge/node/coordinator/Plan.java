package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.Seat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who is concerned with a request: a value, made before anything is sent.
 *
 * @param key the key
 * @param chain the chain entry it was made under
 * @param self this node
 * @param isOwner whether it is an owner; else it stands in for them
 * @param others the other owners; those that can probably be reached come first
 * @param suspected how many of the last {@code others} probably cannot
 * @param standIns the other members that stand in for owners (rule W3), likewise
 */
record Plan(
    PartitionedKey key,
    ChainEntry chain,
    Member self,
    boolean isOwner,
    List<Member> others,
    int suspected,
    List<Member> standIns) {
  Plan {
    others = List.copyOf(others);
    standIns = List.copyOf(standIns);
  }

  /** How many owners the key has. */
  int owners() {
    return isOwner ? others.size() + 1 : others.size();
  }

  /** Whether a member is an owner of the key. */
  boolean isOwner(Member member) {
    return others.contains(member) || (isOwner && self.equals(member));
  }

  /** How many owners can probably be reached, this node included if it is one. */
  int near() {
    return owners() - suspected;
  }

  /**
   * Those that stand in for suspected owners from the beginning of a sloppy write. This node, if it
   * is no owner, stands in for one of them.
   */
  List<Member> helpers() {
    int wanted = isOwner ? suspected : Math.max(0, suspected - 1);
    return standIns.subList(0, Math.min(wanted, standIns.size()));
  }

  /** What has been agreed on for the key's bucket. */
  BucketPolicy policy() {
    return chain.policyOf(key.key().bucket());
  }

  /** How many owners a read asks unless the request says otherwise. */
  int readQuorum() {
    return policy().r().orElse(chain.readQuorum());
  }

  /** How many durable acks a write waits for unless the request says otherwise. */
  int writeQuorum() {
    return policy().w().orElse(chain.writeQuorum());
  }

  /**
   * How many filled owners a blind write must hear before it may say what it replaces (rule V8): so
   * many that any acknowledged write is known to one of them. What counts is the cluster's W, not
   * the bucket's or the request's.
   */
  int pastQuorum() {
    return owners() - chain.writeQuorum() + 1;
  }

  /**
   * How many filled owners must have what was read before no later read misses it (rule W7): R, and
   * so many that R of them always include one of these.
   */
  int spreadQuorum() {
    int r = chain.readQuorum();
    return Math.max(r, owners() - r + 1);
  }

  /**
   * How many acks a write waits for.
   *
   * @throws io.henge.node.failure.BlobFailure when the row has not that many
   */
  int acksFor(WriteOptions options) {
    return options.w().of(owners(), writeQuorum());
  }

  /** The seats of the other owners that probably cannot be reached. */
  Set<Seat> suspectedSeats() {
    return others.subList(others.size() - suspected, others.size()).stream()
        .map(Member::seat)
        .collect(Collectors.toUnmodifiableSet());
  }
}
