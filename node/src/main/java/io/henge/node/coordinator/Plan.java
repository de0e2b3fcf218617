package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.coordinator.PutRequest.WriteOptions;
import io.henge.ring.BucketPolicy;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.Rows;
import io.henge.ring.Seat;
import io.henge.ring.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who is concerned with a request: a value, made before anything is sent.
 *
 * @param key the key
 * @param chain the chain entry it was made under
 * @param self this node
 * @param isOwner whether it is an owner that is read; else it stands in for them
 * @param others the other owners that are read; those that can probably be reached come first
 * @param written the other owners that are only written, because the row is about to change or just
 *     has (rule C4), likewise
 * @param suspected those of both that probably cannot be reached
 * @param standIns the other members that stand in for owners (rule W3), likewise
 */
record Plan(
    PartitionedKey key,
    ChainEntry chain,
    Member self,
    boolean isOwner,
    List<Member> others,
    List<Member> written,
    Set<Member> suspected,
    List<Member> standIns) {
  Plan {
    others = List.copyOf(others);
    written = List.copyOf(written);
    suspected = Set.copyOf(suspected);
    standIns = List.copyOf(standIns);
  }

  /** How many owners the key has that are read. */
  int owners() {
    return isOwner ? others.size() + 1 : others.size();
  }

  /** How many hold it when a write has reached all of them. */
  int allOwners() {
    return rows().owners().size();
  }

  private Rows rows() {
    return chain.layouts().rows(key.partition());
  }

  /** All other owners: those that are read and those that are only written. */
  List<Member> remotes() {
    List<Member> remotes = new ArrayList<>(others);
    remotes.addAll(written);
    return remotes;
  }

  /** Whether a member is an owner of the key that is read. */
  boolean isOwner(Member member) {
    return others.contains(member) || (isOwner && self.equals(member));
  }

  /** Whether a member is an owner of the key in any row. */
  boolean holds(Member member) {
    return rows().owners().contains(member);
  }

  /** How many owners that are read can probably be reached, this node included if it is one. */
  int near() {
    return owners() - (int) others.stream().filter(suspected::contains).count();
  }

  /**
   * Those that stand in for suspected owners from the beginning of a sloppy write. This node, if it
   * is no owner, stands in for one of them.
   */
  List<Member> helpers() {
    int wanted = isOwner ? suspected.size() : Math.max(0, suspected.size() - 1);
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

  /**
   * How many filled owners a blind write must hear before it may say what it replaces (rule V8): so
   * many that any acknowledged write is known to one of them. What counts is the cluster's W, not
   * the bucket's or the request's.
   */
  int pastQuorum() {
    return owners() - chain.writeQuorum() + 1;
  }

  /**
   * How many owners must have what was read before no later read misses it (rule W7): of each row
   * R, and so many that R of them always include one of these. Those of a row that is only written
   * may still be filled; they have it then, and will when they are read.
   */
  List<Share> spreadShares() {
    List<Share> shares = new ArrayList<>();
    shares.add(new Share(rows().read(), spread(rows().read().size(), chain.readQuorum())));
    if (rows().areTwo()) {
      int size = rows().other().size();
      shares.add(new Share(rows().other(), spread(size, chain.otherQuorums().read())));
    }
    return shares;
  }

  private static int spread(int owners, int r) {
    return Math.max(r, owners - r + 1);
  }

  /**
   * How many acks of each row a write waits for (rule C4): of the row that is read as many as the
   * request says, of the other as many or all that it has.
   *
   * @throws io.henge.node.failure.BlobFailure when the row that is read has not that many
   */
  List<Share> writeShares(QuorumSize w) {
    List<Share> shares = new ArrayList<>();
    shares.add(new Share(rows().read(), acks(w)));
    if (rows().areTwo()) {
      int size = rows().other().size();
      int usual = policy().w().orElse(chain.otherQuorums().write());
      int wanted = w.of(Math.max(size, owners()), usual);
      shares.add(new Share(rows().other(), Math.min(size, wanted)));
    }
    return shares;
  }

  /**
   * How many acks of the row that is read a write waits for.
   *
   * @throws io.henge.node.failure.BlobFailure when the row has not that many
   */
  int acksFor(WriteOptions options) {
    return acks(options.w());
  }

  private int acks(QuorumSize w) {
    return w.of(owners(), policy().w().orElse(chain.writeQuorum()));
  }

  /** The seats of the other owners that probably cannot be reached. */
  Set<Seat> suspectedSeats() {
    return suspected.stream().map(Member::seat).collect(Collectors.toUnmodifiableSet());
  }
}
