package io.henge.node.message;

import io.henge.node.blob.KeyRange;
import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.ring.BlobKey;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.henge.ring.version.Timestamp;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** What a member asks of another. */
public sealed interface PeerRequest {
  /** A request about data: fenced by the chain's number (rule C5). */
  sealed interface Fenced extends PeerRequest {}

  /** A request about the data of one partition. */
  sealed interface InPartition extends Fenced {
    /** The partition it is about. */
    int partition();
  }

  /**
   * Asks which keys the receiver holds in a range, of all partitions for which it is read, with
   * what it knows of them (rule L1).
   */
  record AskKeys(KeyRange range) implements Fenced {}

  /** A request about a key. */
  sealed interface Keyed extends InPartition {
    /** The key it is about. */
    PartitionedKey key();

    @Override
    default int partition() {
      return key().partition();
    }
  }

  /** Asks for the key's object, and for the bytes of a small shown version if wanted. */
  record Head(PartitionedKey key, boolean withSmallBody) implements Keyed {}

  /** Asks for the bytes of a small version. */
  record SmallBody(PartitionedKey key, Dot dot) implements Keyed {}

  /** Brings a new version with its own past (rule V2), to be made durable. */
  record Commit(PartitionedKey key, BlobObject fragment, NewBytes bytes) implements Keyed {}

  /** Offers an object whose bytes the sender holds; the receiver takes what it lacks (rule V3). */
  record Offer(PartitionedKey key, BlobObject object) implements Keyed {}

  /** A request about a whole partition. */
  sealed interface OfPartition extends InPartition {}

  /** A step of the removal of what everybody holds as deleted (rule T1). */
  sealed interface OfRemoval extends OfPartition {}

  /**
   * Asks which keys of a batch the receiver would confirm now, and under which number. Changes
   * nothing.
   *
   * @param batch 1 to {@value #REMOVAL_MAX} keys of the partition
   */
  record AskRemoval(int partition, List<KeyDigest> batch) implements OfRemoval {
    public AskRemoval {
      batch = List.copyOf(batch);
      requireBatch(batch);
    }
  }

  /**
   * Asks the receiver to confirm that it holds of these keys what is said, or nothing.
   *
   * @param number below the receiver's own it is refused
   * @param removed no version stamped last-write-wins that any of the keys covers is later
   * @param batch 1 to {@value #REMOVAL_MAX} keys of the partition
   */
  record ConfirmRemoval(int partition, long number, Timestamp removed, List<KeyDigest> batch)
      implements OfRemoval {
    public ConfirmRemoval {
      batch = List.copyOf(batch);
      requireBatch(batch);
    }
  }

  /**
   * Tells an owner that everybody has confirmed these keys of the batch of that number.
   *
   * @param decided 1 to {@value #REMOVAL_MAX} keys of the partition
   */
  record Remove(int partition, long number, List<KeyDigest> decided) implements OfRemoval {
    public Remove {
      decided = List.copyOf(decided);
      requireBatch(decided);
    }
  }

  private static void requireBatch(List<KeyDigest> batch) {
    if (batch.isEmpty() || batch.size() > REMOVAL_MAX) {
      throw new IllegalArgumentException("1 to " + REMOVAL_MAX + " keys: " + batch.size());
    }
  }

  /** The most keys of one removal. */
  int REMOVAL_MAX = 500;

  /** Asks which of these the receiver holds, exactly so, durably, with all bytes (rule H1). */
  record AskHeld(int partition, List<KeyDigest> digests) implements OfPartition {
    public AskHeld {
      digests = List.copyOf(digests);
    }
  }

  /** The most digests of one message: with keys of full length about half of a message. */
  int DIGESTS_MAX = 1_000;

  /**
   * Asks for the hashes of a partition's tree.
   *
   * @param branches whose leaves are wanted, each 0 to {@value #BRANCHES_MAX} - 1; none for the
   *     hashes of all branches
   */
  record AskHashes(int partition, List<Integer> branches) implements OfPartition {
    public AskHashes {
      branches = List.copyOf(branches);
      requireNumbers(branches, BRANCHES_MAX);
    }
  }

  /** The branches of a hash tree. */
  int BRANCHES_MAX = 16;

  /** The leaves of a hash tree, at the most. */
  int LEAVES_MAX = BRANCHES_MAX * BRANCHES_MAX;

  /**
   * Asks for the digests of the keys in some leaves of a partition's tree, in the order of the
   * keys.
   *
   * @param leaves each 0 to {@value #LEAVES_MAX} - 1
   * @param after the last key of the page before; empty for the first page
   */
  record AskLeaves(int partition, List<Integer> leaves, Optional<BlobKey> after)
      implements OfPartition {
    public AskLeaves {
      leaves = List.copyOf(leaves);
      requireNumbers(leaves, LEAVES_MAX);
    }
  }

  private static void requireNumbers(List<Integer> numbers, int bound) {
    if (numbers.size() > bound || numbers.stream().anyMatch(n -> n < 0 || n >= bound)) {
      throw new IllegalArgumentException("at most " + bound + " numbers below that: " + numbers);
    }
  }

  /**
   * Asks the receiver to raise the partition's removal number to that of the sender, if it is
   * lower, so that the sender may take what the receiver holds now (rule T2).
   */
  record Level(int partition, long removalNumber) implements OfPartition {}

  /** A step of the ceremony that makes the first chain entry (rule C3). */
  sealed interface OfFounding extends PeerRequest {}

  /** Asks who the receiver is, for the founding. */
  record Introduce() implements OfFounding {}

  /** Asks the receiver to promise itself to a founding entry (rule C3). */
  record Promise(String entryJson) implements OfFounding {}

  /** Tells the receiver that every founding member has promised itself. */
  record Founded(String entryJson) implements OfFounding {}

  /**
   * Asks a receiver that belongs to no cluster to keep the sender's newest entry durably, and to
   * wait for one after it that names it (rule C6). It answers with who it is.
   */
  record Follow(String entryJson) implements OfFounding {}

  /**
   * About the entries after the first. A receiver whose newest entry makes the request void answers
   * with that entry.
   */
  sealed interface OfChain extends PeerRequest {}

  /** Asks for the receiver's newest entry, if it is newer than the sender's. */
  record AskChain() implements OfChain {}

  /** Asks for a promise to take part in no lower ballot on the entry of that number (rule C1). */
  record Prepare(long number, Ballot ballot) implements OfChain {}

  /** Asks the receiver to accept an entry in that ballot. */
  record Accept(Ballot ballot, String entryJson) implements OfChain {}

  /**
   * Tells the receiver that a majority has accepted the entry. To one that follows the chain and is
   * named by the entry, it says that it is let in.
   */
  record Chosen(String entryJson) implements OfChain {}

  /**
   * Asks the receiver to pledge itself to an entry by which those that remain go on without a
   * majority (rule C6).
   */
  record Pledge(String entryJson) implements OfChain {}

  /** Asks for which of its partitions the receiver is not filled (rule W5). */
  record Fullness() implements OfChain {}

  /** Where the bytes of a committed version are. */
  sealed interface NewBytes {
    /** There are none: a tombstone. */
    record None() implements NewBytes {}

    /** In this message. */
    record Inline(Buffer bytes) implements NewBytes {}

    /** In a stage that the receiver has. */
    record Staged(StageId stage) implements NewBytes {}
  }
}
