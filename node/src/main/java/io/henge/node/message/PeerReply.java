package io.henge.node.message;

import io.henge.node.blob.KeyBound;
import io.henge.node.blob.KeyRange;
import io.henge.node.blob.KeyRange.Gap;
import io.henge.node.failure.ReplicaFailure;
import io.henge.ring.Address;
import io.henge.ring.BlobKey;
import io.henge.ring.Incarnation;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Partitions;
import io.henge.ring.Seat;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Timestamp;
import io.vertx.core.buffer.Buffer;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a member answers. */
public sealed interface PeerReply {
  /**
   * A key's object.
   *
   * @param filled whether the answer counts toward R and may vote for absence (rule W5)
   * @param removalNumber the partition's removal number at the sender before it read (rule T2)
   * @param smallBody the bytes of the shown version, if asked for and small
   * @param damaged live versions that the sender knows of and whose bytes it has lost: it does not
   *     count as a holder of them (rule V3)
   */
  record Head(
      boolean filled,
      long removalNumber,
      BlobObject object,
      Optional<Buffer> smallBody,
      Set<Dot> damaged)
      implements PeerReply {
    public Head {
      damaged = Set.copyOf(damaged);
    }

    /** Of a copy without damage, in a partition from which nothing was ever removed. */
    public Head(boolean filled, BlobObject object, Optional<Buffer> smallBody) {
      this(filled, 0, object, smallBody, Set.of());
    }

    /** The same with bytes, or without. */
    public Head withBody(Optional<Buffer> bytes) {
      return new Head(filled, removalNumber, object, bytes, damaged);
    }

    /** The same with one more damaged version. */
    public Head withDamaged(Dot dot) {
      Set<Dot> more = new HashSet<>(damaged);
      more.add(dot);
      return new Head(filled, removalNumber, object, smallBody, more);
    }

    /**
     * The same of one that is not in the row that is read: what it says of absence counts nothing.
     */
    public Head withoutVote() {
      return new Head(false, removalNumber, object, smallBody, damaged);
    }

    /** The object as it was read. */
    public Snapshot snapshot() {
      return new Snapshot(object, removalNumber);
    }

    /**
     * What the sender can bring: all that it knows, or, if it has lost bytes, each live version
     * that it holds for itself.
     */
    public List<Snapshot> soundParts() {
      if (damaged.isEmpty()) {
        return List.of(snapshot());
      }
      return object.live().stream()
          .filter(version -> holds(version.dot()))
          .map(version -> snapshot().with(BlobObject.written(version, object.requests())))
          .toList();
    }

    /** Whether the sender has the version and its bytes, if it has any. */
    public boolean holds(Dot dot) {
      return object.version(dot).isPresent() && !damaged.contains(dot);
    }
  }

  /** The bytes of a small version. */
  record SmallBody(Buffer bytes) implements PeerReply {}

  /**
   * Some of a partition's keys and what the sender holds of them.
   *
   * @param last after which to ask for more; empty when there are none
   */
  record Digests(List<KeyDigest> digests, Optional<BlobKey> last) implements PeerReply {
    public Digests {
      digests = List.copyOf(digests);
    }
  }

  /** For each of the digests that were asked about, in their order, whether it is held. */
  record Held(List<Boolean> held) implements PeerReply {
    public Held {
      held = List.copyOf(held);
    }
  }

  /**
   * How the receiver stands to removals.
   *
   * @param number its removal number of the partition
   * @param isWilling whether it would confirm one now
   * @param places with which keys of the batch, by their places in it, ascending
   */
  record RemovalStanding(long number, boolean isWilling, List<Integer> places)
      implements PeerReply {
    public RemovalStanding {
      places = List.copyOf(places);
    }
  }

  /**
   * The batch is confirmed, durably.
   *
   * @param places which keys of it, by their places in it, ascending
   */
  record RemovalConfirmed(List<Integer> places) implements PeerReply {
    public RemovalConfirmed {
      places = List.copyOf(places);
    }
  }

  /**
   * Hashes of a partition's tree, of a sender that is filled: of all branches, or of the leaves of
   * those that were asked for, one branch after the other.
   *
   * @param removalNumber the partition's removal number at the sender
   * @param removed the latest timestamp of what was removed from it
   */
  record Hashes(long removalNumber, Timestamp removed, List<Long> hashes) implements PeerReply {
    public Hashes {
      hashes = List.copyOf(hashes);
    }
  }

  /**
   * Keys of a range in the order of their bytes: all that the sender holds in it, but for the gaps
   * and what follows the end.
   *
   * @param unfilled those of its partitions for which the sender is not filled, or has records that
   *     it cannot read: of these it tells what it has, and its silence means nothing (rule W5)
   * @param keys ascending, at most {@value KeyRange#LIMIT_MAX}, tombstones included
   * @param gaps what is left out of groups, ascending
   * @param end from where on nothing is told; empty when the range was gone through
   */
  record Keys(BitSet unfilled, List<KeyObject> keys, List<Gap> gaps, Optional<KeyBound> end)
      implements PeerReply {
    public Keys {
      unfilled = (BitSet) unfilled.clone();
      keys = List.copyOf(keys);
      gaps = List.copyOf(gaps);
    }

    /** Whether the sender is filled for a partition of its own. */
    public boolean isFilled(int partition) {
      return !unfilled.get(partition);
    }
  }

  /** It is done, and durable. */
  record Done() implements PeerReply {}

  /**
   * Who the answering node is.
   *
   * @param promised the entry it promised itself to, as JSON; empty when none
   * @param chain its newest chain entry, as JSON; empty when it has none
   */
  record Introduction(
      NodeId node,
      Incarnation incarnation,
      Address peer,
      Address client,
      int zone,
      int weight,
      Optional<String> promised,
      Optional<String> chain)
      implements PeerReply {
    /** The member that the node would be on a seat. */
    public Member onSeat(Seat seat) {
      return new Member(seat, node, incarnation, peer, client, zone, weight);
    }
  }

  /**
   * It is not done: the sender's chain ends before the receiver's (rule C5), or the vote that the
   * request belongs to is over (rule C1).
   *
   * @param entryJson the receiver's newest entry
   */
  record Stale(String entryJson) implements PeerReply {}

  /**
   * The receiver takes part in no lower ballot any more, durably.
   *
   * @param accepted the entry it has accepted in the highest ballot below; empty when none
   */
  record Promised(Optional<Accepted> accepted) implements PeerReply {}

  /** An entry, and the ballot in which it was accepted. */
  record Accepted(Ballot ballot, String entryJson) {}

  /** The receiver is promised to a higher ballot. */
  record Outbid(Ballot promised) implements PeerReply {}

  /**
   * It is not done: the data was read before a removal that the receiver has confirmed (rule T2).
   *
   * @param removalNumber the receiver's
   */
  record Outdated(long removalNumber) implements PeerReply {}

  /**
   * For which of its partitions the sender is not filled (rule W5), and what it owes.
   *
   * @param partitions their numbers, at most {@value Partitions#COUNT_MAX} of them
   * @param owesNothing whether it is sure to keep no hint for any owner (rule H3)
   */
  record Unfilled(BitSet partitions, boolean owesNothing) implements PeerReply {
    public Unfilled {
      if (partitions.length() > Partitions.COUNT_MAX) {
        throw new IllegalArgumentException("no such partition: " + (partitions.length() - 1));
      }
      partitions = (BitSet) partitions.clone();
    }

    /** Whether a partition is one of them. */
    public boolean contains(int partition) {
      return partitions.get(partition);
    }
  }

  /** It is not done. */
  record Refused(ReplicaFailure.Reason reason, String text) implements PeerReply {}
}
