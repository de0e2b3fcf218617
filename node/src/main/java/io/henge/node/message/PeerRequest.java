package io.henge.node.message;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.blob.StageId;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Dot;
import io.vertx.core.buffer.Buffer;

/** What a member asks of another. */
public sealed interface PeerRequest {
  /** A request about a key: fenced by the chain's number (rule C5). */
  sealed interface Keyed extends PeerRequest {
    /** The key it is about. */
    PartitionedKey key();
  }

  /** Asks for the key's object, and for the bytes of a small shown version if wanted. */
  record Head(PartitionedKey key, boolean withSmallBody) implements Keyed {}

  /** Asks for the bytes of a small version. */
  record SmallBody(PartitionedKey key, Dot dot) implements Keyed {}

  /** Brings a new version with its own past (rule V2), to be made durable. */
  record Commit(PartitionedKey key, BlobObject fragment, NewBytes bytes) implements Keyed {}

  /** Offers an object whose bytes the sender holds; the receiver takes what it lacks (rule V3). */
  record Offer(PartitionedKey key, BlobObject object) implements Keyed {}

  /** A step of the ceremony that makes the first chain entry (rule C3). */
  sealed interface OfFounding extends PeerRequest {}

  /** Asks who the receiver is, for the founding. */
  record Introduce() implements OfFounding {}

  /** Asks the receiver to promise itself to a founding entry (rule C3). */
  record Promise(String entryJson) implements OfFounding {}

  /** Tells the receiver that every founding member has promised itself. */
  record Founded(String entryJson) implements OfFounding {}

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

  /** Tells the receiver that a majority has accepted the entry. */
  record Chosen(String entryJson) implements OfChain {}

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
