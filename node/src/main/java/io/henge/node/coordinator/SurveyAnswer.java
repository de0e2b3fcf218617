package io.henge.node.coordinator;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.failure.ReplicaFailure;
import io.henge.node.message.PeerReply;
import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.version.BlobObject;
import io.henge.ring.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * What everybody who may hold a key says of it.
 *
 * @param key the key
 * @param chain the chain entry that names them
 * @param owners the row's, in its order
 * @param standIns those who stand in for them, in their order (rule W3)
 * @param verdict what a read of R owners would come to now
 */
public record SurveyAnswer(
    PartitionedKey key,
    ChainEntry chain,
    List<Voice> owners,
    List<Voice> standIns,
    Verdict verdict) {
  public SurveyAnswer {
    owners = List.copyOf(owners);
    standIns = List.copyOf(standIns);
  }

  /**
   * One of them.
   *
   * @param suspected whether it has not answered of late
   * @param head what it says; empty when it did not answer
   * @param failure why not
   */
  public record Voice(
      Member member,
      boolean suspected,
      Optional<PeerReply.Head> head,
      Optional<ReplicaFailure> failure) {}

  /**
   * What the owners' answers come to.
   *
   * @param filled how many of them may vote
   * @param needed how many a read asks
   * @param merged all that they know together
   * @param shown what a reader would be shown of it now; empty when it is deleted or has expired
   * @param holders from which a reader would get the bytes of the shown version
   */
  public record Verdict(
      int filled, int needed, BlobObject merged, Optional<Version> shown, List<Member> holders) {
    public Verdict {
      holders = List.copyOf(holders);
    }

    /** Whether as many may vote as a read asks. */
    public boolean isEnough() {
      return filled >= needed;
    }
  }
}
